/** Going on or over, judged or not, of which kiosk, and when. */
import { useTranslation } from "react-i18next";
import { useKiosks } from "@/components/insight/useKiosks";
import { Button } from "@/components/ui/Button";
import { DayRange } from "@/components/ui/DayRange";
import { Segments } from "@/components/ui/Segments";
import { Select } from "@/components/ui/Select";
import { type FilterName, type Filters, states, verdicts } from "../model/filters";

interface Props {
  filters: Filters;
  active: boolean;
  onSet: (name: FilterName, value: string) => void;
  onReset: () => void;
}

export function IncidentFilters({ filters, active, onSet, onReset }: Props) {
  const { t } = useTranslation();
  const { kiosks } = useKiosks();
  const named = [...kiosks.values()].sort((a, b) => a.name.localeCompare(b.name));
  const known = filters.kiosk === "" || kiosks.has(Number(filters.kiosk));
  return (
    <search className="grid grid-cols-2 items-end gap-3 px-4 py-3 desk:flex desk:flex-wrap desk:px-6">
      <div className="col-span-2">
        <Segments
          name={t("incident.filter.state")}
          value={states.find((state) => state === filters.state) ?? "all"}
          onChange={(state) => onSet("state", state === "all" ? "" : state)}
          options={states.map((value) => ({ value, label: t(`incident.filter.${value}`) }))}
        />
      </div>
      <Select
        label={t("incident.filter.verdict")}
        value={filters.verdict}
        onChange={(event) => onSet("verdict", event.target.value)}
      >
        <option value="">{t("incident.filter.any")}</option>
        {verdicts.map((verdict) => (
          <option key={verdict} value={verdict}>
            {t(`insight.verdict.${verdict}`)}
          </option>
        ))}
      </Select>
      <Select
        label={t("incident.filter.kiosk")}
        className="desk:w-52"
        value={filters.kiosk}
        onChange={(event) => onSet("kiosk", event.target.value)}
      >
        <option value="">{t("incident.filter.anyKiosk")}</option>
        {!known && <option value={filters.kiosk}>{t("insight.kiosk", { id: filters.kiosk })}</option>}
        {named.map(({ id, name, code }) => (
          <option key={id} value={id}>
            {name} · {code}
          </option>
        ))}
      </Select>
      <DayRange from={filters.from} to={filters.to} onSet={onSet} />
      {active && (
        <Button look="quiet" onClick={onReset}>
          {t("incident.noneOf.all")}
        </Button>
      )}
    </search>
  );
}
