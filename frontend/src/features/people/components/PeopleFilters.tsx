/** Search, role and state. */
import { useTranslation } from "react-i18next";
import { SearchField } from "@/components/ui/SearchField";
import { Select } from "@/components/ui/Select";
import { useRoleName } from "@/i18n/roles";
import { useMay } from "@/session/SessionContext";
import { useRoleNames } from "../api/people";
import type { Filters } from "../model/filters";

interface Props {
  filters: Filters;
  onSet: (name: keyof Filters, value: string) => void;
}

export function PeopleFilters({ filters, onSet }: Props) {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const roles = useRoleNames(useMay("roles.manage"));
  return (
    <div className="flex flex-wrap gap-2 px-4 py-2 desk:px-6">
      <SearchField
        label={t("people.search")}
        className="basis-full desk:max-w-80 desk:basis-auto desk:grow"
        value={filters.q}
        onChange={(text) => onSet("q", text)}
      />
      <Select
        quiet
        label={t("people.role")}
        className="min-w-0 flex-1 desk:flex-none"
        value={filters.role}
        onChange={(event) => onSet("role", event.target.value)}
      >
        <option value="">{t("people.anyRole")}</option>
        {roles.map((role) => (
          <option key={role} value={role}>
            {roleName(role)}
          </option>
        ))}
      </Select>
      <Select
        quiet
        label={t("people.state")}
        className="min-w-0 flex-1 desk:flex-none"
        value={filters.state}
        onChange={(event) => onSet("state", event.target.value)}
      >
        <option value="">{t("people.anyState")}</option>
        <option value="active">{t("people.active")}</option>
        <option value="disabled">{t("people.disabled")}</option>
      </Select>
    </div>
  );
}
