/** The fleet on a phone: roomy cards, what is wrong in words. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useLayoutEffect, useRef, useState } from "react";
import { Link } from "react-router";
import type { Kiosk } from "@/api/types";
import { LastSeen } from "@/components/kiosk/LastSeen";
import { StatusBadge } from "@/components/kiosk/StatusBadge";
import { StaleScope, useStale } from "@/components/kiosk/stale";
import { Measure, PeripheralValue } from "@/components/kiosk/Values";
import { findings } from "@/domain/condition";
import { type MetricName, type Peripheral, peripherals } from "@/domain/metrics";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";
import { useLive } from "@/realtime/hooks";
import { useFleetAddress } from "../model/fleetAddress";

const CARD_PX = 104;
const shown = ["cpu_usage", "cpu_temp", "ram_usage", "disk_usage"] as const;

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

/** What needs someone, or the usual figures when nothing does. */
function Troubles({ id }: { id: number }) {
  const { t } = useFormat();
  const stale = useStale();
  const troubles = useLive(id, (live) =>
    live && live.condition !== "unknown"
      ? findings(live.reading)
          .map(({ subject }) => subject)
          .join(" ")
      : "",
  );
  const known = useLive(id, (live) => live?.reading !== null && live?.reading !== undefined);
  if (!known) return null;
  const subjects = troubles && !stale ? (troubles.split(" ") as (MetricName | Peripheral)[]) : shown;
  return (
    <span className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-13">
      {subjects.map((subject) => (
        <span key={subject} className="flex items-center gap-1.5 whitespace-nowrap">
          <span className="text-muted">{t(`column.${subject as MetricName}`)}</span>
          {isPeripheral(subject) ? (
            <PeripheralValue id={id} name={subject} />
          ) : (
            <Measure id={id} metric={subject} />
          )}
        </span>
      ))}
    </span>
  );
}

function isPeripheral(subject: string): subject is Peripheral {
  return peripherals.some((name) => name === subject);
}
