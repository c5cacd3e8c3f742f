/** The fleet on a map. Loaded only where it is shown. */
import "maplibre-gl/dist/maplibre-gl.css";
import "./map.css";
import { ListFilter, MapPinOff } from "lucide-react";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Kiosk } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { type Box, writeBox } from "@/domain/geo";
import { useFormat } from "@/i18n/format";
import { useRest } from "@/lib/useRest";
import type { Now } from "../model/arrange";
import { parseCamera, writeCamera } from "../model/camera";
import { CLOSEST_ZOOM, Marks } from "../model/marks";
import { boundsOf, FIT, useMap } from "../model/useMap";
import type { ViewControl } from "../model/useView";
import { MapMark } from "./MapMark";

/** So few single kiosks that their names have room. */
const NAMED = 40;

interface Props {
  kiosks: Kiosk[];
  now: Now;
  onChange: ViewControl["change"];
  /** Left free at the bottom, in pixels. */
  below: number;
  /** The browser cannot draw it. */
  onUnavailable: () => void;
}

export default function FleetMap({ kiosks, now, onChange, below, onUnavailable }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [params] = useSearchParams();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLDivElement>(null);
  const height = useRest(box, below);
  const marks = useMemo(() => new Marks(kiosks, now), [kiosks, now]);
  const { map, frame, drawn, failed } = useMap(canvas, {
    camera: parseCamera(params.get("at")),
    extent: marks.extent,
    onUnavailable,
  });
  const shown = useMemo(() => (frame ? marks.within(frame.box, frame.camera.zoom) : []), [marks, frame]);
  const named = shown.filter((mark) => mark.kiosk).length <= NAMED;

  // What was clicked into the address may be sent to a colleague; the way there is not.
  const change = useRef(onChange);
  useEffect(() => {
    change.current = onChange;
  });
  const at = frame && writeCamera(frame.camera);
  useEffect(() => {
    if (at) change.current({ at });
  }, [at]);

  const list = (area: Box | null) => area && onChange({ bbox: writeBox(area), view: null });
  const open = (cluster: number, lng: number, lat: number) => {
    const inside = marks.open(cluster);
    if ("zoom" in inside)
      map?.easeTo({ center: [lng, lat], zoom: Math.min(inside.zoom + 0.5, CLOSEST_ZOOM + 1) });
    else list(inside.box);
  };

  return (
    <section
      ref={box}
      aria-label={t("map.title")}
      aria-busy={!drawn && !failed}
      className="relative border-t border-line"
      style={{ height }}
    >
      <div ref={canvas} className="h-full" />
      {map &&
        shown.map((mark) => <MapMark key={mark.key} map={map} mark={mark} named={named} onOpen={open} />)}
      <div className="absolute top-2 left-2 flex flex-wrap gap-2">
        <Button onClick={() => list(frame?.box ?? null)}>
          <ListFilter aria-hidden className="size-4 text-muted" />
          {t("map.list")}
        </Button>
        {marks.extent && (
          <Button onClick={() => marks.extent && map?.fitBounds(boundsOf(marks.extent), FIT)}>
            {t("map.all")}
          </Button>
        )}
      </div>
      {(marks.placeless > 0 || failed) && (
        <p className="absolute bottom-2 left-2 flex items-center gap-1.5 rounded-ui border border-line bg-raised px-2.5 py-1.5 text-12 text-muted">
          <MapPinOff aria-hidden className="size-4 shrink-0" />
          {failed
            ? t("map.failed")
            : t("map.placeless", { count: marks.placeless, number: format.number(marks.placeless) })}
        </p>
      )}
    </section>
  );
}
