/** Land and borders of the world, of Natural Earth (public domain), in the files of the package world-atlas (ISC). */
import type { GeoJSON } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-50m.json?url";

export interface Outline {
  land: GeoJSON;
  borders: GeoJSON;
}

/** Throws when the file cannot be had. */
export async function loadOutline(): Promise<Outline> {
  const response = await fetch(atlas);
  if (!response.ok) throw new Error(`outline: ${response.status}`);
  const world = (await response.json()) as Topology<{
    countries: GeometryCollection;
    land: GeometryCollection;
  }>;
  const { countries, land } = world.objects;
  return { land: feature(world, land), borders: mesh(world, countries, (a, b) => a !== b) };
}
