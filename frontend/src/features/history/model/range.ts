/** The span of time that the charts show, in the address: one of the usual ones up to now, or from … to. */
const HOUR_MS = 3_600_000;

export const presets = {
  "1h": HOUR_MS,
  "6h": 6 * HOUR_MS,
  "24h": 24 * HOUR_MS,
  "7d": 7 * 24 * HOUR_MS,
  "30d": 30 * 24 * HOUR_MS,
};
type Preset = keyof typeof presets;
export const presetNames = Object.keys(presets) as Preset[];

/** A fixed span in milliseconds since the epoch. */
export interface Fixed {
  from: number;
  to: number;
}

/** With a preset the end is now, and moves with it. */
export type Range = { preset: Preset } | Fixed;

export function isLive(range: Range): range is { preset: Preset } {
  return "preset" in range;
}

export function parseRange(params: URLSearchParams): Range {
  const from = Date.parse(params.get("from") ?? "");
  const to = Date.parse(params.get("to") ?? "");
  if (from < to) return { from, to };
  return { preset: presetNames.find((name) => name === params.get("range")) ?? "1h" };
}

export function writeRange(range: Range): Record<string, string> {
  if (!isLive(range)) return { from: iso(range.from), to: iso(range.to) };
  return range.preset === "1h" ? {} : { range: range.preset };
}

/** From where to where, at a moment. */
export function spanOf(range: Range, now: number): Fixed {
  return isLive(range) ? { from: now - presets[range.preset], to: now } : range;
}

export function lengthOf(range: Range): number {
  return isLive(range) ? presets[range.preset] : range.to - range.from;
}

/** Whole seconds: nobody reads more in an address. */
function iso(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, "Z");
}
