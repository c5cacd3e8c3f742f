/** The fleet at a desk: a dense table of which only the rows in sight exist, with live cells. */
import { type Row, useTable } from "@tanstack/react-table";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, memo, useLayoutEffect, useRef, useState } from "react";
import type { Kiosk } from "@/api/types";
import { StaleScope } from "@/components/kiosk/stale";
import { cx } from "@/lib/cx";
import type { Sort } from "../model/view";
import { columns, features } from "./columns";
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
  const body = useRef<HTMLTableSectionElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (body.current) setTop(body.current.getBoundingClientRect().top + scrollY);
  }, []);

  const table = useTable({ features, columns, data: kiosks, getRowId: (kiosk) => String(kiosk.id) });
  const { rows } = table.getRowModel();
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_PX,
    overscan: 8,
    scrollMargin: top,
    scrollPaddingStart: HEAD_PX,
  });
  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? top) - top;
  const after = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const from = focusedRow();
    if (step === 0 || from === undefined) return;
    event.preventDefault();
    const to = Math.min(Math.max(from + step, 0), rows.length - 1);
    virtual.scrollToIndex(to);
    focusRow(to);
  };

  return (
    <table
      aria-rowcount={rows.length + 1}
      className="w-full table-fixed border-separate border-spacing-0 text-13"
      onKeyDown={onKeyDown}
    >
      <FleetHead columns={table.getAllLeafColumns()} sort={sort} onSort={onSort} />
      <tbody ref={body}>
        {before > 0 && <Gap height={before} />}
        {items.map(({ index }) => {
          const row = rows[index];
          return row && <FleetRow key={row.id} row={row} index={index} />;
        })}
        {after > 0 && <Gap height={after} />}
      </tbody>
    </table>
  );
}

function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={columns.length} style={{ height }} />
    </tr>
  );
}

interface RowProps {
  row: Row<typeof features, Kiosk>;
  index: number;
}

/** Renders when the list changes; what is live in it renders by itself. */
const FleetRow = memo(function FleetRow({ row, index }: RowProps) {
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
});
