/** How the fleet is looked at: shape, search, filters and order, all of it in the address. */
import type { KioskStatus } from "@/api/types";
import { type Box, parseBox } from "@/domain/geo";

const statuses = [
  "online",
  "offline",
  "registered",
  "blocked",
  "maintenance",
  "restarting",
  "updating",
  "retired",
] as const satisfies KioskStatus[];

/** A status, or how urgently a kiosk needs someone. */
export const filters = ["critical", "attention", ...statuses] as const;
export type Filter = (typeof filters)[number];

export const shapes = ["table", "map", "wall"] as const;
export type Shape = (typeof shapes)[number];

export const sortKeys = [
  "urgency",
  "name",
  "location",
  "last_seen",
  "cpu_usage",
  "cpu_temp",
  "ram_usage",
  "disk_usage",
] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sort {
  key: SortKey;
  descending: boolean;
}

/** Fields of a kiosk whose value one may pick. */
export const facets = ["group", "tag", "model"] as const;
export type Facet = (typeof facets)[number];

/** Whose kiosks: one's own, nobody's, or those of a person by id. */
export type Assigned = "me" | "none" | number;

export interface View {
  shape: Shape;
  text: string;
  filter: Filter | null;
  group: string | null;
  tag: string | null;
  model: string | null;
  assigned: Assigned | null;
  box: Box | null;
  sort: Sort;
}

/** The names of a view's parts in the address. */
export type Part = "view" | "q" | "status" | Facet | "assigned" | "bbox" | "sort" | "at";

/** Worst first. */
const defaultSort: Sort = { key: "urgency", descending: false };

export function parseView(params: URLSearchParams): View {
  const sort = params.get("sort") ?? "";
  const key = sortKeys.find((known) => known === sort.replace(/^-/, ""));
  const shape = shapes.find((known) => known === params.get("view")) ?? "table";
  return {
    shape,
    text: params.get("q") ?? "",
    filter: filters.find((known) => known === params.get("status")) ?? null,
    group: params.get("group"),
    tag: params.get("tag"),
    model: params.get("model"),
    assigned: parseAssigned(params.get("assigned")),
    box: parseBox(params.get("bbox")),
    // The order of the table waits in the address: a wall has room for the worst only.
    sort: key && shape !== "wall" ? { key, descending: sort.startsWith("-") } : defaultSort,
  };
}

function parseAssigned(text: string | null): Assigned | null {
  if (text === "me" || text === "none") return text;
  return text && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

export function writeSort({ key, descending }: Sort): string | null {
  return key === defaultSort.key ? null : `${descending ? "-" : ""}${key}`;
}

/** How many filters beyond the status hide kiosks. */
export function narrowings({ group, tag, model, assigned, box }: View): number {
  return [group, tag, model, assigned, box].filter((part) => part !== null).length;
}

/** The direction in which a measure is usually wanted: the highest first, who is silent longest first. */
export function firstDirection(key: SortKey): Sort {
  return { key, descending: key.endsWith("_usage") || key === "cpu_temp" };
}
