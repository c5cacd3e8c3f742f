/** The fleet at a desk: a dense table of which only the rows in sight exist, with live cells. */
import { type Row, useTable } from "@tanstack/react-table";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Kiosk } from "@/api/types";
import { StaleScope } from "@/components/kiosk/stale";
import { cx } from "@/lib/cx";
import { useVeryWide } from "@/lib/useMedia";
import type { Sort } from "../model/view";
import { allColumns, columns, features } from "./columns";
import { FleetHead } from "./FleetHead";
import { focusedRow, focusRow } from "./focusRow";

const ROW_PX = 36;
/** The sticky heading hides this much at the top. */
const HEAD_PX = 36;

interface Props {
  kiosks: Kiosk[];
  sort: Sort;
  onSort: (sort: Sort) => void;
}

export function FleetTable({ kiosks, sort, onSort }: Props) {
  const shown = useVeryWide() ? allColumns : columns;
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + scrollY);
  }, []);

  const virtual = useWindowVirtualizer({
    count: kiosks.length,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: HEAD_PX,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const beyond = (items.at(-1)?.index ?? -1) + 1;
  const before = first * ROW_PX;
  const after = (kiosks.length - beyond) * ROW_PX;

  // The table knows only the rows in sight: making five thousand with each new order would be felt.
  const data = useMemo(() => kiosks.slice(first, beyond), [kiosks, first, beyond]);
  const table = useTable({
    features,
    columns: shown,
    data,
    getRowId: (kiosk) => String(kiosk.id),
  });
  const { rows } = table.getRowModel();

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const from = focusedRow();
    if (step === 0 || from === undefined) return;
    event.preventDefault();
    const to = Math.min(Math.max(from + step, 0), kiosks.length - 1);
    virtual.scrollToIndex(to);
    focusRow(to);
  };

  return (
    <table
      aria-rowcount={kiosks.length + 1}
      className="w-full table-fixed border-separate border-spacing-0 text-13"
      onKeyDown={onKeyDown}
    >
      <FleetHead columns={table.getAllLeafColumns()} sort={sort} onSort={onSort} />
      <tbody ref={body}>
        {before > 0 && <Gap height={before} columns={shown.length} />}
        {rows.map((row, place) => (
          <FleetRow key={row.id} row={row} columns={shown} index={first + place} />
        ))}
        {after > 0 && <Gap height={after} columns={shown.length} />}
      </tbody>
    </table>
  );
}

function Gap({ height, columns }: { height: number; columns: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

interface RowProps {
  row: Row<typeof features, Kiosk>;
  columns: typeof columns;
  index: number;
}

/** Renders when another kiosk takes this place or the table has other columns; what is live in it renders by itself. */
const FleetRow = memo(
  function FleetRow({ row, index }: RowProps) {
    return (
      <tr
        data-index={index}
        aria-rowindex={index + 2}
        className="relative hover:bg-sunken has-focus-visible:bg-sunken has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-link"
      >
        <StaleScope kiosk={row.original}>
          {row.getAllCells().map((cell) => {
            const { meta, cell: Cell } = cell.column.columnDef;
            return (
              <td
                key={cell.id}
                className={cx(
                  "h-9 truncate border-b border-line px-2 first:pl-6 last:pr-6",
                  meta?.right && "text-right",
                  meta?.apart && "pl-6",
                  meta?.wideOnly && "max-wide:hidden",
                )}
              >
                {typeof Cell === "function" ? Cell(cell.getContext()) : null}
              </td>
            );
          })}
        </StaleScope>
      </tr>
    );
  },
  // The table makes its rows anew each time; the kiosk in one is what counts.
  (a, b) => a.row.original === b.row.original && a.columns === b.columns && a.index === b.index,
);
