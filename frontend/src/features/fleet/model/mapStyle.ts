/** The bundled map: land, sea and borders in the colours of the theme; needs no server but our own. */
import type { StyleSpecification } from "maplibre-gl";
import type { Outline } from "../api/outline";

export function outlineStyle({ land, borders }: Outline): StyleSpecification {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, attribution: "Natural Earth" },
      borders: { type: "geojson", data: borders },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("--sea") } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colour("--canvas") } },
      {
        id: "coast",
        type: "line",
        source: "land",
        paint: { "line-color": colour("--edge"), "line-width": 0.5 },
      },
      {
        id: "borders",
        type: "line",
        source: "borders",
        paint: { "line-color": colour("--line"), "line-width": 1 },
      },
    ],
  };
}
