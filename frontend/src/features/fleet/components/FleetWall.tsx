/** The fleet on a wall: as many large tiles as the screen holds, worst first, and how many more there are. */
import { Maximize } from "lucide-react";
import { memo, type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Kiosk } from "@/api/types";
import { LastSeen } from "@/components/kiosk/LastSeen";
import { StatusBadge } from "@/components/kiosk/StatusBadge";
import { StaleScope } from "@/components/kiosk/stale";
import { Troubles } from "@/components/kiosk/Troubles";
import { LiveIndicator } from "@/components/layout/LiveIndicator";
import { Button } from "@/components/ui/Button";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useRest } from "@/lib/useRest";
import { paths } from "@/paths";
import { useLive } from "@/realtime/hooks";
import type { Counts } from "../model/arrange";
import { useFleetAddress } from "../model/fleetAddress";
import { useFullScreen } from "../model/useFullScreen";
import { FleetCounters } from "./FleetCounters";

const TILE_REM = { width: 15, height: 8.75 };
const GAP_REM = 0.75;

interface Props {
  kiosks: Kiosk[];
  counts: Counts;
  /** Left free at the bottom, in pixels. */
  below: number;
}

export function FleetWall({ kiosks, counts, below }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const wall = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLUListElement>(null);
  const { full, enter } = useFullScreen(wall);
  const height = useRest(grid, full ? 0 : below);
  const { columns, rows } = useCapacity(grid, height);
  const places = columns * rows;
  const hidden = Math.max(0, kiosks.length - places);
  const tiles = kiosks.slice(0, hidden > 0 ? places - 1 : places);

  return (
    <div ref={wall} className="overflow-hidden bg-canvas">
      {full ? (
        <>
          <div className="flex justify-end px-6 py-1.5">
            <LiveIndicator />
          </div>
          <FleetCounters counts={counts} shown={null} onShow={() => {}} />
        </>
      ) : (
        <Button look="quiet" className="mx-4 desk:mx-6" onClick={enter}>
          <Maximize aria-hidden className="size-4" />
          {t("wall.full")}
        </Button>
      )}
      <ul
        ref={grid}
        style={{
          height,
          gap: `${GAP_REM}rem`,
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          gridAutoRows: `${TILE_REM.height}rem`,
        }}
        className="grid content-start px-4 py-3 desk:px-6"
      >
        {tiles.map((kiosk) => (
          <Tile key={kiosk.id} kiosk={kiosk} />
        ))}
        {hidden > 0 && (
          <li className="grid place-items-center rounded-ui border border-dashed border-line p-3 text-center text-14 text-muted">
            {t("wall.more", { number: format.number(kiosks.length - tiles.length) })}
          </li>
        )}
      </ul>
    </div>
  );
}

/** How many tiles fit, at least one. In full screen a rem is larger. */
function useCapacity(grid: RefObject<HTMLElement | null>, height: number) {
  const [{ width, rem }, setSize] = useState({ width: 0, rem: 16 });
  useEffect(() => {
    if (!grid.current) return;
    const observer = new ResizeObserver(([entry]) => {
      const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      if (entry) setSize({ width: entry.contentRect.width, rem });
    });
    observer.observe(grid.current);
    return () => observer.disconnect();
  }, [grid]);
  const fit = (space: number, tile: number) =>
    Math.max(1, Math.floor((space / rem + GAP_REM) / (tile + GAP_REM)));
  return { columns: fit(width, TILE_REM.width), rows: fit(height - 2 * GAP_REM * rem, TILE_REM.height) };
}

const edges = {
  critical: "border-l-critical",
  attention: "border-l-attention",
  good: "border-l-good",
  unknown: "border-l-edge",
};

const Tile = memo(function Tile({ kiosk }: { kiosk: Kiosk }) {
  const { id } = kiosk;
  const state = useFleetAddress();
  const status = useLive(id, (live) => live?.status ?? kiosk.status);
  const condition = useLive(id, (live) => live?.condition ?? "unknown");
  return (
    <li className={cx("min-w-0 overflow-hidden rounded-ui border border-l-4 border-line", edges[condition])}>
      <Link
        to={paths.kiosk(id)}
        state={state}
        className="flex h-full flex-col gap-1 p-3 hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <span className="shrink-0 truncate text-16 font-semibold">{kiosk.name}</span>
        <span className="flex shrink-0 items-center justify-between gap-2 text-14">
          <StatusBadge status={status} condition={condition} />
          <span className="text-12 whitespace-nowrap text-muted">
            <LastSeen id={id} />
          </span>
        </span>
        <span className="shrink-0 truncate text-12 text-muted">{kiosk.location}</span>
        <StaleScope kiosk={kiosk}>
          <Troubles id={id} />
        </StaleScope>
      </Link>
    </li>
  );
});
