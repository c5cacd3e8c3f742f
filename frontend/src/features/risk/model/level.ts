/** How a kiosk stands by its newest minute, and therefore what comes first. */
import type { RiskItem } from "@/api/types";
import type { Tone } from "@/domain/condition";

export const levels = ["alarm", "unusual", "usual", "muted"] as const;
export type Level = (typeof levels)[number];

/** One minute in fifty is as strange on a normal day: worth a look, not worth a call. */
const UNUSUAL = 0.98;

export type Judged = Pick<RiskItem, "probability" | "alarm" | "muted" | "maturity"> & {
  incident_id?: number | null;
};

export function levelOf({ probability, alarm, muted, maturity, incident_id }: Judged): Level {
  if (alarm || incident_id != null) return "alarm";
  if (muted) return "muted";
  return probability >= UNUSUAL && maturity !== "rules" ? "unusual" : "usual";
}

export const toneOf: Record<Level, Tone> = {
  alarm: "critical",
  unusual: "attention",
  usual: "good",
  muted: "unknown",
};

/** Worst first; among alarms those that an incident explains. */
export function worstFirst(items: RiskItem[]): RiskItem[] {
  const rank = (item: RiskItem) => levels.indexOf(levelOf(item)) * 2 - (item.incident_id != null ? 1 : 0);
  return items.toSorted(
    (a, b) => rank(a) - rank(b) || b.probability - a.probability || a.kiosk_id - b.kiosk_id,
  );
}

export function countsOf(items: RiskItem[]): Record<Level, number> {
  const counts = { alarm: 0, unusual: 0, usual: 0, muted: 0 };
  for (const item of items) counts[levelOf(item)] += 1;
  return counts;
}
