/** Search, filters, order, shape, and how much of the fleet that shows. */
import { ArrowDownUp, ListFilter, SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Menu, MenuChoice } from "@/components/ui/Menu";
import { SearchField } from "@/components/ui/SearchField";
import { useFormat } from "@/i18n/format";
import { useDesk } from "@/lib/useMedia";
import type { Counts } from "../model/arrange";
import type { ViewControl } from "../model/useView";
import { filters, firstDirection, narrowings, sortKeys, writeSort } from "../model/view";
import { FleetFilters } from "./FleetFilters";
import { focusRow } from "./focusRow";
import { SavedViewsMenu } from "./SavedViewsMenu";
import { ShapeSwitch } from "./ShapeSwitch";

interface Props {
  control: ViewControl;
  counts: Counts;
  found: number;
  all: Kiosk[];
  total: number;
  complete: boolean;
}

export function FleetToolbar({ control, counts, found, all, total, complete }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const desk = useDesk();
  const { view, search, change } = control;
  const narrowed = narrowings(view);
  const [opened, setOpened] = useState(false);
  const filtering = opened || narrowed > 0;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 px-4 py-2 desk:px-6">
        <SearchField
          label={t("fleet.search")}
          hint={t("fleet.searchHint")}
          dense
          className="grow desk:max-w-80"
          value={view.text}
          onChange={(text) => change({ q: text })}
          onDown={() => focusRow(0)}
        />
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
            onChange={(chosen) => change({ status: chosen === "all" ? null : chosen })}
            options={(["all", ...filters] as const).map((value) => ({
              value,
              label: t(`filter.${value}`),
              // Retired ones are known only once they are asked for.
              note: value === "retired" && counts.retired === 0 ? undefined : format.number(counts[value]),
            }))}
          />
        </Menu>
        <Button
          aria-expanded={filtering}
          aria-label={t("fleet.filters", { count: narrowed })}
          onClick={() => setOpened(!filtering)}
          disabled={narrowed > 0}
        >
          <SlidersHorizontal aria-hidden className="size-4 text-muted" />
          <span className="hidden desk:inline">{t("fleet.filters", { count: narrowed })}</span>
          {narrowed > 0 && <span className="desk:hidden">{narrowed}</span>}
        </Button>
        {!desk && view.shape === "table" && (
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
              onChange={(key) => change({ sort: writeSort(firstDirection(key)) })}
              options={sortKeys.map((value) => ({ value, label: t(`sort.${value}`) }))}
            />
          </Menu>
        )}
        <SavedViewsMenu search={search} />
        <p aria-live="polite" className="ml-auto hidden text-12 whitespace-nowrap text-muted desk:block">
          {complete
            ? all.length > 0 &&
              t("fleet.found", { found: format.number(found), total: format.number(all.length) })
            : t("fleet.loading", { loaded: format.number(all.length), total: format.number(total) })}
        </p>
        <ShapeSwitch
          shape={view.shape}
          onChange={(shape) => change({ view: shape === "table" ? null : shape })}
        />
      </div>
      {filtering && <FleetFilters all={all} view={view} change={change} />}
    </>
  );
}
