/** A MapLibre map in an element: its style, its camera, and whether the browser can draw it at all. */
import { Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useConfig } from "@/config";
import type { Box } from "@/domain/geo";
import { useShownTheme } from "@/lib/theme";
import { loadOutline, type Outline } from "../api/outline";
import type { Camera } from "./camera";
import { outlineStyle } from "./mapStyle";

// A file of our own: the content policy allows no other.
setWorkerUrl(workerUrl);

const empty = { version: 8 as const, sources: {}, layers: [] };
// The names beside the outermost marks fit in, too.
export const FIT = { padding: { top: 72, bottom: 56, left: 96, right: 96 }, maxZoom: 13 };

/** What the map shows now. */
interface Frame {
  camera: Camera;
  box: Box;
}

interface Props {
  camera: Camera | null;
  /** Where to look when no camera is given. */
  extent: Box | null;
  onUnavailable: () => void;
}

export function useMap(element: RefObject<HTMLElement | null>, { camera, extent, onUnavailable }: Props) {
  const { t } = useTranslation();
  const [map, setMap] = useState<MapLibre | null>(null);
  const [frame, setFrame] = useState<Frame | null>(null);
  const start = useRef({ camera, extent, onUnavailable, t });

  useEffect(() => {
    if (!element.current) return;
    const { camera, extent, onUnavailable, t } = start.current;
    let made: MapLibre;
    try {
      made = new MapLibre({
        container: element.current,
        style: empty,
        attributionControl: { compact: true },
        dragRotate: false,
        pitchWithRotate: false,
        ...(camera ? { center: [camera.lng, camera.lat], zoom: camera.zoom } : {}),
        ...(!camera && extent ? { bounds: boundsOf(extent), fitBoundsOptions: FIT } : {}),
        locale: {
          "NavigationControl.ZoomIn": t("map.closer"),
          "NavigationControl.ZoomOut": t("map.farther"),
        },
      });
    } catch {
      onUnavailable();
      return;
    }
    made.touchZoomRotate.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), "top-right");
    // The map is made before the page has found its height.
    if (!camera && extent)
      made.once("resize", () => made.fitBounds(boundsOf(extent), { ...FIT, animate: false }));
    made.addControl(new ScaleControl(), "bottom-right");
    const look = () => setFrame(frameOf(made));
    made.on("moveend", look);
    look();
    setMap(made);
    return () => {
      made.remove();
      setMap(null);
    };
  }, [element]);

  return { map, frame, ...useStyle(map) };
}

/** The style of this installation, or the bundled one: whether it is drawn, or neither could be loaded. */
function useStyle(map: MapLibre | null): { drawn: boolean; failed: boolean } {
  const { map_style_url: own } = useConfig();
  const theme = useShownTheme();
  const [unreachable, setUnreachable] = useState(false);
  const [drawn, setDrawn] = useState(false);
  const [failed, setFailed] = useState(false);
  const url = own && !unreachable ? own : null;

  useEffect(() => {
    if (!map || !url) return;
    const turnBack = () => setUnreachable(!map.isStyleLoaded());
    whenDrawn(map, () => setDrawn(true));
    map.setStyle(url);
    map.once("error", turnBack);
    return () => void map.off("error", turnBack);
  }, [map, url]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` is read through the style sheet
  useEffect(() => {
    if (!map || url) return;
    let left = false;
    const draw = (outline: Outline) => {
      if (left) return;
      whenDrawn(map, () => setDrawn(true));
      map.setStyle(outlineStyle(outline));
    };
    loadOutline().then(draw, () => left || setFailed(true));
    return () => {
      left = true;
    };
  }, [map, url, theme]);
  return { drawn, failed };
}

/** Not when it has drawn the style before. */
function whenDrawn(map: MapLibre, then: () => void): void {
  map.once("style.load", () => map.once("idle", then));
}

export function boundsOf({ west, south, east, north }: Box): [[number, number], [number, number]] {
  return [
    [west, south],
    [east, north],
  ];
}

function frameOf(map: MapLibre): Frame {
  const { lat, lng } = map.getCenter().wrap();
  const bounds = map.getBounds();
  const box = {
    west: bounds.getWest(),
    south: bounds.getSouth(),
    east: bounds.getEast(),
    north: bounds.getNorth(),
  };
  return { camera: { lat, lng, zoom: map.getZoom() }, box };
}
