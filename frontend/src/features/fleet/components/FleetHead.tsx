/** The headings of the fleet table; a click sorts, a second one turns it round. */
import type { Column } from "@tanstack/react-table";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { cx } from "@/lib/cx";
import { firstDirection, type Sort, type SortKey } from "../model/view";
import type { features } from "./columns";

interface Props {
  columns: Column<typeof features, Kiosk>[];
  sort: Sort;
  onSort: (sort: Sort) => void;
}

type ColumnId = "status" | "name" | "location" | "last_seen" | "cpu_usage";

export function FleetHead({ columns, sort, onSort }: Props) {
  const { t } = useTranslation();
  return (
    <thead>
      <tr aria-rowindex={1}>
        {columns.map(({ id, columnDef: { meta } }) => {
          const name = t(`column.${id as ColumnId}`);
          const sorted = meta?.sort === sort.key;
          return (
            <th
              key={id}
              scope="col"
              style={{ width: meta?.width }}
              aria-sort={sorted ? (sort.descending ? "descending" : "ascending") : undefined}
              className={cx(
                "sticky top-0 z-10 h-9 border-y border-line bg-canvas px-2 text-left text-12 font-medium text-muted first:pl-6 last:pr-6",
                meta?.right && "text-right",
                meta?.apart && "pl-6",
                meta?.wideOnly && "max-wide:hidden",
              )}
            >
              {meta?.sort ? (
                <SortButton name={name} by={meta.sort} sort={sort} onSort={onSort} />
              ) : (
                <span className="block truncate">{name}</span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface SortProps {
  name: string;
  by: SortKey;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

function SortButton({ name, by, sort, onSort }: SortProps) {
  const sorted = sort.key === by;
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  // Worst first has one direction: nobody wants the healthy ones on top.
  const next = sorted && by !== "urgency" ? { key: by, descending: !sort.descending } : firstDirection(by);
  return (
    <button
      type="button"
      onClick={() => onSort(next)}
      className={cx("inline-flex max-w-full items-center gap-1 hover:text-ink", sorted && "text-ink")}
    >
      <span className="truncate">{name}</span>
      {sorted && <Arrow aria-hidden className="size-3 shrink-0" />}
    </button>
  );
}
