/** One mark on the map: a kiosk, or how many there are and how the worst of them is. */
import {
  CircleCheck,
  CircleDashed,
  CircleOff,
  type LucideIcon,
  OctagonAlert,
  TriangleAlert,
} from "lucide-react";
import { type Map as MapLibre, Marker } from "maplibre-gl";
import { memo, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { Link } from "react-router";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { paths } from "@/paths";
import { useFleetAddress } from "../model/fleetAddress";
import type { Mark } from "../model/marks";

type Word = "critical" | "offline" | "attention" | "online" | "registered" | "retired";

/** By urgency, worst first. */
const looks: readonly [Word, LucideIcon, string][] = [
  ["critical", OctagonAlert, "border-critical text-critical"],
  ["offline", CircleOff, "border-edge text-muted"],
  ["attention", TriangleAlert, "border-attention text-attention"],
  ["online", CircleCheck, "border-good text-good"],
  ["registered", CircleDashed, "border-edge text-muted"],
  ["retired", CircleOff, "border-edge text-muted"],
];

const pill =
  "flex items-center gap-1 rounded-full border-2 bg-raised px-2 py-0.5 text-13 font-semibold whitespace-nowrap shadow-float";
/** Large enough for a thumb, whatever its drawing. */
const target = "grid font-sans min-h-11 min-w-11 place-items-center desk:min-h-8 desk:min-w-8";

interface Props {
  map: MapLibre;
  mark: Mark;
  /** Shows the name of a single kiosk, not only its sign. */
  named: boolean;
  onOpen: (cluster: number, lng: number, lat: number) => void;
}

export function MapMark({ map, mark, named, onOpen }: Props) {
  const { lng, lat, urgency } = mark;
  const [element] = useState(() => document.createElement("div"));
  const [marker] = useState(() => new Marker({ element }));

  useEffect(() => {
    marker.setLngLat([lng, lat]).addTo(map);
    // The worst lies on top.
    element.style.zIndex = String(10 - urgency);
  }, [map, marker, element, lng, lat, urgency]);
  useEffect(() => () => void marker.remove(), [marker]);

  return createPortal(<Face mark={mark} named={named} onOpen={onOpen} />, element);
}

const Face = memo(
  function Face({ mark, named, onOpen }: Omit<Props, "map">) {
    const { t, number } = useFormat();
    const state = useFleetAddress();
    const { kiosk, cluster, lng, lat, kiosks, urgency } = mark;
    const [word, Sign, look] = looks[urgency] ?? looks[4] ?? ["registered", CircleDashed, ""];
    const name = word === "critical" || word === "attention" ? t(`condition.${word}`) : t(`status.${word}`);
    if (kiosk)
      return (
        <Link
          to={paths.kiosk(kiosk.id)}
          state={state}
          title={kiosk.name}
          aria-label={`${kiosk.name}: ${name}`}
          className={target}
        >
          <span className={cx(pill, look, !named && "px-1")}>
            <Sign aria-hidden className="size-4" />
            {named && <span className="max-w-36 truncate font-medium text-ink">{kiosk.name}</span>}
          </span>
        </Link>
      );
    return (
      <button
        type="button"
        aria-label={t("map.cluster", { number: number(kiosks), worst: name })}
        title={t("map.cluster", { number: number(kiosks), worst: name })}
        onClick={() => cluster !== undefined && onOpen(cluster, lng, lat)}
        className={target}
      >
        <span className={cx(pill, look)}>
          <Sign aria-hidden className="size-4" />
          <span className="text-ink">{number(kiosks)}</span>
        </span>
      </button>
    );
  },
  (a, b) =>
    a.named === b.named &&
    a.mark.key === b.mark.key &&
    a.mark.urgency === b.mark.urgency &&
    a.mark.kiosks === b.mark.kiosks &&
    a.mark.kiosk === b.mark.kiosk &&
    a.onOpen === b.onOpen,
);
