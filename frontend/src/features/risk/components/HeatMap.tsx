/** The cells. Only the rows in sight exist. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Kiosk, RiskItem } from "@/api/types";
import { RiskCell } from "./RiskCell";

const CELL_PX = { width: 168, height: 88 };
const GAP_PX = 8;

interface Props {
  items: RiskItem[];
  kiosks: Map<number, Kiosk>;
}

export function HeatMap({ items, kiosks }: Props) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const columns = useColumns(list);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: Math.ceil(items.length / columns),
    estimateSize: () => CELL_PX.height + GAP_PX,
    overscan: 4,
    scrollMargin: top,
  });
  return (
    <div className="px-4 pb-8 desk:px-6">
      <ul
        ref={list}
        aria-label={t("risk.map")}
        className="relative"
        style={{ height: virtual.getTotalSize() }}
      >
        {virtual.getVirtualItems().flatMap(({ index: row, start }) =>
          items.slice(row * columns, (row + 1) * columns).map((item, column) => (
            <li
              key={item.kiosk_id}
              aria-setsize={items.length}
              aria-posinset={row * columns + column + 1}
              className="absolute top-0"
              style={{
                height: CELL_PX.height,
                width: `calc((100% - ${(columns - 1) * GAP_PX}px) / ${columns})`,
                left: `calc((100% + ${GAP_PX}px) / ${columns} * ${column})`,
                transform: `translateY(${start - top}px)`,
              }}
            >
              <RiskCell item={item} kiosk={kiosks.get(item.kiosk_id)} />
            </li>
          )),
        )}
      </ul>
    </div>
  );
}

function useColumns(list: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(2);
  useEffect(() => {
    if (!list.current) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry)
        setColumns(Math.max(2, Math.floor((entry.contentRect.width + GAP_PX) / (CELL_PX.width + GAP_PX))));
    });
    observer.observe(list.current);
    return () => observer.disconnect();
  }, [list]);
  return columns;
}
