/** The fleet on a phone: roomy cards, what is wrong in words. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import type { Kiosk } from "@/api/types";
import { LastSeen } from "@/components/kiosk/LastSeen";
import { StatusBadge } from "@/components/kiosk/StatusBadge";
import { StaleScope } from "@/components/kiosk/stale";
import { Troubles } from "@/components/kiosk/Troubles";
import { paths } from "@/paths";
import { useLive } from "@/realtime/hooks";
import { useFleetAddress } from "../model/fleetAddress";

const CARD_PX = 104;

export function FleetCards({ kiosks }: { kiosks: Kiosk[] }) {
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + scrollY);
  }, []);
  const virtual = useWindowVirtualizer({
    count: kiosks.length,
    estimateSize: () => CARD_PX,
    getItemKey: (index) => kiosks[index]?.id ?? index,
    overscan: 6,
    scrollMargin: top,
  });
  return (
    <ul ref={list} className="relative border-t border-line" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start, key }) => {
        const kiosk = kiosks[index];
        return (
          kiosk && (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0 border-b border-line"
              style={{ transform: `translateY(${start - top}px)` }}
            >
              <FleetCard kiosk={kiosk} />
            </li>
          )
        );
      })}
    </ul>
  );
}

const FleetCard = memo(function FleetCard({ kiosk }: { kiosk: Kiosk }) {
  const { id } = kiosk;
  const state = useFleetAddress();
  const status = useLive(id, (live) => live?.status ?? kiosk.status);
  const condition = useLive(id, (live) => live?.condition ?? "unknown");
  return (
    <Link to={paths.kiosk(id)} state={state} className="block px-4 py-3 focus-visible:-outline-offset-2">
      <span className="flex items-center justify-between gap-3">
        <span className="truncate text-16 font-medium">{kiosk.name}</span>
        <StatusBadge status={status} condition={condition} className="text-13" />
      </span>
      <span className="mt-0.5 flex justify-between gap-3 text-13 text-muted">
        <span className="truncate">{kiosk.location}</span>
        <span className="whitespace-nowrap">
          <LastSeen id={id} />
        </span>
      </span>
      <StaleScope kiosk={kiosk}>
        <Troubles id={id} />
      </StaleScope>
    </Link>
  );
});
