/** What the list is narrowed to beyond the status: group, tag, model, whose, and which part of the map. */
import { MapPinned, X } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { usePeople } from "@/api/people";
import type { Kiosk } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Select } from "@/components/ui/Select";
import { facetsOf } from "../model/facets";
import type { ViewControl } from "../model/useView";
import { facets } from "../model/view";

interface Props extends Pick<ViewControl, "view" | "change"> {
  all: Kiosk[];
}

export function FleetFilters({ all, view, change }: Props) {
  const { t } = useTranslation();
  const people = usePeople();
  const values = useMemo(() => facetsOf(all), [all]);
  return (
    <div className="grid grid-cols-2 items-end gap-x-3 gap-y-2 px-4 pb-3 desk:flex desk:flex-wrap desk:px-6">
      {facets.map((facet) => (
        <Select
          key={facet}
          label={t(`fleet.facet.${facet}`)}
          value={view[facet] ?? ""}
          onChange={(event) => change({ [facet]: event.target.value })}
          className="min-w-0 desk:w-44"
        >
          <option value="">{t("fleet.facet.any")}</option>
          {withChosen(values[facet], view[facet]).map((value) => (
            <option key={value}>{value}</option>
          ))}
        </Select>
      ))}
      <Select
        label={t("fleet.facet.assigned")}
        value={String(view.assigned ?? "")}
        onChange={(event) => change({ assigned: event.target.value })}
        className="min-w-0 desk:w-44"
      >
        <option value="">{t("fleet.facet.anyone")}</option>
        <option value="me">{t("fleet.facet.me")}</option>
        <option value="none">{t("fleet.facet.nobody")}</option>
        {people.map(({ id, name, username }) => (
          <option key={id} value={id}>
            {name || username}
          </option>
        ))}
        {typeof view.assigned === "number" && !people.some(({ id }) => id === view.assigned) && (
          <option value={view.assigned}>{t("fleet.facet.person", { id: view.assigned })}</option>
        )}
      </Select>
      {view.box && (
        <Button onClick={() => change({ bbox: null })}>
          <MapPinned aria-hidden className="size-4 text-muted" />
          {t("fleet.facet.area")}
          <X aria-hidden className="size-4 text-muted" />
          <span className="sr-only">{t("fleet.facet.clear")}</span>
        </Button>
      )}
    </div>
  );
}

/** An address may name a value that no kiosk has any more: it stays visible, and can be taken back. */
function withChosen(values: string[], chosen: string | null): string[] {
  return chosen === null || values.includes(chosen) ? values : [chosen, ...values];
}
