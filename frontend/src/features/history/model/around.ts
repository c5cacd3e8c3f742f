/** The span that shows an incident with what came before and after it. */
import type { Incident } from "@/api/types";
import { presetNames, presets, type Range } from "./range";

const LEAD_MS = 45 * 60_000;
const TAIL_MS = 15 * 60_000;

/** While it goes on: the shortest of the usual spans that holds its beginning, up to now. */
export function around(
  { started_at, ended_at }: Pick<Incident, "started_at" | "ended_at">,
  now: number,
): Range {
  const start = Date.parse(started_at);
  if (ended_at) return { from: start - LEAD_MS, to: Date.parse(ended_at) + TAIL_MS };
  const preset = presetNames.find((name) => presets[name] >= now - start + TAIL_MS);
  return { preset: preset ?? "30d" };
}
