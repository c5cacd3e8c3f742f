/** Places on Earth, as far as the app needs them. */
import type { LatLng } from "@/api/types";

const EARTH_RADIUS_M = 6_371_000;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Great-circle distance in metres (haversine). */
export function distance(a: LatLng, b: LatLng): number {
  const dLat = radians(b.lat - a.lat) / 2;
  const dLng = radians(b.lng - a.lng) / 2;
  const h = Math.sin(dLat) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLng) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.sqrt(h));
}

/** `19.4326, -99.1332` as people copy it from a map; undefined when it is no place on Earth. */
export function parseLatLng(text: string): LatLng | undefined {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!match) return undefined;
  const [lat, lng] = [Number(match[1]), Number(match[2])];
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 ? { lat, lng } : undefined;
}

/** As `parseLatLng` takes it. */
export function writeLatLng({ lat, lng }: LatLng): string {
  return `${lat}, ${lng}`;
}

/** A part of the map; `west` may lie east of `east` where it crosses the antimeridian. */
export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** `west,south,east,north`, as in `GET /kiosks?bbox=`; null when it is none. */
export function parseBox(text: string | null): Box | null {
  const [west, south, east, north, ...more] = (text ?? "")
    .split(",")
    .map((part) => Number(part || Number.NaN));
  if (west === undefined || south === undefined || east === undefined || north === undefined) return null;
  if (more.length > 0 || ![west, south, east, north].every(Number.isFinite)) return null;
  return south <= north ? { west, south, east, north } : null;
}

/** Rounded outwards, to about a metre: what lies on its edge stays in it. */
export function writeBox({ west, south, east, north }: Box): string {
  const round = (degrees: number, whole: (value: number) => number) => whole(degrees * 1e5) / 1e5;
  return [
    round(west, Math.floor),
    round(south, Math.floor),
    round(east, Math.ceil),
    round(north, Math.ceil),
  ].join(",");
}

export function isIn(box: Box, { lat, lng }: LatLng): boolean {
  const between =
    box.west <= box.east ? lng >= box.west && lng <= box.east : lng >= box.west || lng <= box.east;
  return between && lat >= box.south && lat <= box.north;
}
