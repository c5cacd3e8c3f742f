/** Who, what, to what, and when. */
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { DayRange } from "@/components/ui/DayRange";
import { Field } from "@/components/ui/Field";
import { Select } from "@/components/ui/Select";
import { actions, type FilterName, type Filters } from "../model/filters";
import { useActionName } from "./useActionName";

interface Props {
  filters: Filters;
  active: boolean;
  onSet: (name: FilterName, value: string) => void;
  onReset: () => void;
}

export function AuditFilters({ filters, active, onSet, onReset }: Props) {
  const { t } = useTranslation();
  const actionName = useActionName();
  const known = (actions as readonly string[]).includes(filters.action) || filters.action === "";
  return (
    <search className="grid grid-cols-2 items-end gap-3 px-4 pb-3 desk:flex desk:flex-wrap desk:px-6">
      <Field
        label={t("audit.actor")}
        value={filters.actor}
        onChange={(event) => onSet("actor", event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
      />
      <Select
        label={t("audit.action")}
        className="desk:w-56"
        value={filters.action}
        onChange={(event) => onSet("action", event.target.value)}
      >
        <option value="">{t("audit.anyAction")}</option>
        {!known && <option>{filters.action}</option>}
        {actions.map((action) => (
          <option key={action} value={action}>
            {actionName(action)}
          </option>
        ))}
      </Select>
      <DayRange from={filters.from} to={filters.to} onSet={onSet} />
      <Field
        label={t("audit.target")}
        placeholder="user:7"
        value={filters.target}
        onChange={(event) => onSet("target", event.target.value)}
        autoComplete="off"
        autoCapitalize="none"
      />
      {active && (
        <Button look="quiet" onClick={onReset}>
          {t("audit.none.reset")}
        </Button>
      )}
    </search>
  );
}
