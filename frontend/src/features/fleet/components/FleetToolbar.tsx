/** Search, filter, order, and how much of the fleet that shows. */
import { ArrowDownUp, ListFilter } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Menu, MenuChoice } from "@/components/ui/Menu";
import { useFormat } from "@/i18n/format";
import { useDesk } from "@/lib/useMedia";
import type { Counts } from "../model/arrange";
import { type Filter, filters, firstDirection, type Sort, sortKeys, type View } from "../model/view";
import { FleetSearch } from "./FleetSearch";

interface Props {
  view: View;
  counts: Counts;
  found: number;
  loaded: number;
  total: number;
  complete: boolean;
  onSearch: (text: string) => void;
  onShow: (filter: Filter | null) => void;
  onSort: (sort: Sort) => void;
}

export function FleetToolbar(props: Props) {
  const { view, counts, found, loaded, total, complete, onSearch, onShow, onSort } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const desk = useDesk();
  return (
    <div className="flex items-center gap-2 px-4 py-2 desk:px-6">
      <FleetSearch text={view.text} onSearch={onSearch} />
      <Menu
        align="end"
        trigger={
          <Button
            aria-label={`${t("fleet.filter")}: ${view.filter ? t(`filter.${view.filter}`) : t("filter.all")}`}
          >
            <ListFilter aria-hidden className="size-4 text-muted" />
            <span className="hidden desk:inline">
              {view.filter ? t(`filter.${view.filter}`) : t("filter.all")}
            </span>
          </Button>
        }
      >
        <MenuChoice
          value={view.filter ?? "all"}
          onChange={(chosen) => onShow(chosen === "all" ? null : chosen)}
          options={(["all", ...filters] as const).map((value) => ({
            value,
            label: t(`filter.${value}`),
            note: format.number(counts[value]),
          }))}
        />
      </Menu>
      {!desk && (
        <Menu
          align="end"
          trigger={
            <Button aria-label={`${t("fleet.sort")}: ${t(`sort.${view.sort.key}`)}`}>
              <ArrowDownUp aria-hidden className="size-4 text-muted" />
            </Button>
          }
        >
          <MenuChoice
            value={view.sort.key}
            onChange={(key) => onSort(firstDirection(key))}
            options={sortKeys.map((value) => ({ value, label: t(`sort.${value}`) }))}
          />
        </Menu>
      )}
      <p aria-live="polite" className="ml-auto hidden text-12 whitespace-nowrap text-muted desk:block">
        {complete
          ? loaded > 0 && t("fleet.found", { found: format.number(found), total: format.number(loaded) })
          : t("fleet.loading", { loaded: format.number(loaded), total: format.number(total) })}
      </p>
    </div>
  );
}
