/** From all kiosks and what is known now of each: those to show, in order, and how many there are of each kind. */
import type { Kiosk } from "@/api/types";
import { urgency } from "@/domain/condition";
import { isIn } from "@/domain/geo";
import { measured, metricOf } from "@/domain/metrics";
import { fold } from "@/lib/fold";
import type { LiveKiosk } from "@/realtime/liveKiosks";
import { placeOf } from "./place";
import type { Filter, SortKey, View } from "./view";

export type Now = (id: number) => LiveKiosk | undefined;
export type Counts = Record<Filter | "all", number>;

export interface Arranged {
  kiosks: Kiosk[];
  counts: Counts;
}

/** What decides over the list; how it is drawn does not. */
export type Arrangement = Omit<View, "shape">;

/** Both, each kiosk once: what was just retired may still be among those in service. */
export function together(inService: Kiosk[], retired: Kiosk[]): Kiosk[] {
  if (retired.length === 0) return inService;
  const known = new Set(inService.map(({ id }) => id));
  return [...inService, ...retired.filter(({ id }) => !known.has(id))];
}

/** `named`: all kiosks in order of their names, which decides between equals. `me`: the person who looks. */
export function arrange(named: Kiosk[], now: Now, view: Arrangement, me: number | undefined): Arranged {
  const { text, filter, sort } = view;
  const counts = emptyCounts();
  const words = fold(text).split(/\s+/).filter(Boolean);
  const shown: { kiosk: Kiosk; rank: number | string }[] = [];
  for (const [index, kiosk] of named.entries()) {
    const live = now(kiosk.id);
    const status = live?.status ?? kiosk.status;
    const need = needOf(live);
    counts[status] += 1;
    if (need) counts[need] += 1;
    if (status !== "retired") counts.all += 1;
    if (filter ? filter !== status && filter !== need : status === "retired" && !text) continue;
    if (!isWithin(kiosk, live, view, me)) continue;
    if (!words.every((word) => textOf(kiosk).includes(word))) continue;
    shown.push({ kiosk, rank: sort.key === "name" ? index : rankOf(kiosk, live, sort.key) });
  }
  shown.sort((a, b) => compare(a.rank, b.rank, sort.descending));
  return { kiosks: shown.map(({ kiosk }) => kiosk), counts };
}

function needOf(live: LiveKiosk | undefined): "attention" | "critical" | undefined {
  const condition = live?.condition;
  return condition === "attention" || condition === "critical" ? condition : undefined;
}

function isWithin(
  kiosk: Kiosk,
  live: LiveKiosk | undefined,
  { group, tag, model, assigned, box }: Arrangement,
  me: number | undefined,
): boolean {
  if (group !== null && kiosk.group !== group) return false;
  if (tag !== null && !kiosk.tags.includes(tag)) return false;
  if (model !== null && kiosk.model !== model) return false;
  if (assigned !== null && kiosk.assigned_to !== ownerOf(assigned, me)) return false;
  if (box === null) return true;
  const place = placeOf(kiosk, live);
  return place !== null && isIn(box, place);
}

function ownerOf(assigned: NonNullable<View["assigned"]>, me: number | undefined): number | null | undefined {
  if (assigned === "none") return null;
  return assigned === "me" ? me : assigned;
}

function rankOf(kiosk: Kiosk, live: LiveKiosk | undefined, key: Exclude<SortKey, "name">): number | string {
  switch (key) {
    case "urgency":
      return urgency(live?.status ?? kiosk.status, live?.condition ?? "unknown");
    case "location":
      return fold(kiosk.location ?? "");
    case "last_seen":
      return live?.lastSeenAt ? Date.parse(live.lastSeenAt) : Number.NaN;
    default:
      return measured(live?.reading, metricOf(key)) ?? Number.NaN;
  }
}

/** What is not known stands last, whichever way the list is turned. */
function compare(a: number | string, b: number | string, descending: boolean): number {
  const unknownA = Number.isNaN(a);
  const unknownB = Number.isNaN(b);
  if (unknownA || unknownB) return Number(unknownA) - Number(unknownB);
  const order = a < b ? -1 : a > b ? 1 : 0;
  return descending ? -order : order;
}

const names = new Intl.Collator("es", { numeric: true, sensitivity: "base" });

export function byName(a: Kiosk, b: Kiosk): number {
  return names.compare(a.name, b.name) || a.id - b.id;
}

const texts = new WeakMap<Kiosk, string>();

function textOf(kiosk: Kiosk): string {
  const known = texts.get(kiosk);
  if (known !== undefined) return known;
  const { name, code, serial, location, model, group, tags } = kiosk;
  const text = fold([name, code, serial, location, model, group, ...tags].filter(Boolean).join(" "));
  texts.set(kiosk, text);
  return text;
}

function emptyCounts(): Counts {
  return {
    all: 0,
    critical: 0,
    attention: 0,
    online: 0,
    offline: 0,
    registered: 0,
    blocked: 0,
    maintenance: 0,
    restarting: 0,
    updating: 0,
    retired: 0,
  };
}
