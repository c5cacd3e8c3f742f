/** Kiosks on a map: near ones become one mark, with the sign of the worst of them. */
import Supercluster, { type ClusterProperties, type PointFeature } from "supercluster";
import type { Kiosk, LatLng } from "@/api/types";
import { urgency } from "@/domain/condition";
import type { Box } from "@/domain/geo";
import type { Now } from "./arrange";
import { placeOf } from "./place";

/** A kiosk, or several that would overlap. `urgency`: of the worst, as in `urgency()`. */
export interface Mark {
  key: string;
  lng: number;
  lat: number;
  urgency: number;
  kiosks: number;
  /** The kiosk, where there is one. */
  kiosk?: Kiosk;
  /** For `Marks.open`, where there are several. */
  cluster?: number;
}

interface Point {
  kiosk: Kiosk;
  place: LatLng;
  urgency: number;
}
interface Worst {
  urgency: number;
}

const RADIUS_PX = 56;
export const CLOSEST_ZOOM = 17;

export class Marks {
  /** Kiosks that are nowhere on the map. */
  readonly placeless: number;
  /** Around all kiosks, if there is any. */
  readonly extent: Box | null;

  private readonly index = new Supercluster<Point, Worst>({
    radius: RADIUS_PX,
    extent: 512,
    maxZoom: CLOSEST_ZOOM,
    map: ({ urgency }) => ({ urgency }),
    reduce: (worst, other) => {
      worst.urgency = Math.min(worst.urgency, other.urgency);
    },
  });

  constructor(kiosks: Kiosk[], now: Now) {
    const points: PointFeature<Point>[] = [];
    // In order of their ids, so that marks keep their keys while states change.
    for (const kiosk of kiosks.toSorted((a, b) => a.id - b.id)) {
      const live = now(kiosk.id);
      const place = placeOf(kiosk, live);
      if (!place) continue;
      points.push({
        type: "Feature",
        geometry: { type: "Point", coordinates: [place.lng, place.lat] },
        properties: {
          kiosk,
          place,
          urgency: urgency(live?.status ?? kiosk.status, live?.condition ?? "unknown"),
        },
      });
    }
    this.index.load(points);
    this.placeless = kiosks.length - points.length;
    this.extent = extentOf(points.map(({ properties }) => properties.place));
  }

  within({ west, south, east, north }: Box, zoom: number): Mark[] {
    return this.index.getClusters([west, south, east, north], Math.floor(zoom)).map((feature) => {
      const [lng = 0, lat = 0] = feature.geometry.coordinates;
      const { properties } = feature;
      if ("kiosk" in properties) {
        const { kiosk, urgency } = properties;
        return { key: `kiosk-${kiosk.id}`, lng, lat, urgency, kiosks: 1, kiosk };
      }
      const { cluster_id: cluster, point_count: kiosks, urgency } = properties as ClusterProperties & Worst;
      return { key: `cluster-${cluster}`, lng, lat, urgency, kiosks, cluster };
    });
  }

  /** The zoom at which a cluster falls apart, or the box of its kiosks when it never does. */
  open(cluster: number): { zoom: number } | { box: Box | null } {
    const zoom = this.index.getClusterExpansionZoom(cluster);
    if (zoom <= CLOSEST_ZOOM) return { zoom };
    // The index itself keeps coordinates only roughly.
    const leaves = this.index.getLeaves(cluster, Number.POSITIVE_INFINITY);
    return { box: extentOf(leaves.map(({ properties }) => properties.place)) };
  }
}

function extentOf(places: LatLng[]): Box | null {
  const [first, ...rest] = places;
  if (!first) return null;
  const box = { west: first.lng, south: first.lat, east: first.lng, north: first.lat };
  for (const { lng, lat } of rest) {
    box.west = Math.min(box.west, lng);
    box.east = Math.max(box.east, lng);
    box.south = Math.min(box.south, lat);
    box.north = Math.max(box.north, lat);
  }
  return box;
}
