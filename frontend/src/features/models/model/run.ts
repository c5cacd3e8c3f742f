/** What a run of training goes through, and how it ended. */
import type { Run } from "@/api/types";
import type { Tone } from "@/domain/condition";

export type { Run };

export const stages = ["data", "weight", "training", "comparison", "gate"] as const;

/** At work. One in shadow has done its own: it waits for the day to pass, and another may begin. */
export function isActive({ state }: Pick<Run, "state">): boolean {
  return state === "queued" || state === "running";
}

export const runTones: Record<Run["state"], Tone> = {
  queued: "unknown",
  running: "unknown",
  shadow: "unknown",
  promoted: "good",
  refused: "attention",
  superseded: "unknown",
  failed: "critical",
};

/** How much of the work is done, 0 to 1, where each stage counts the same. */
export function doneOf(stage: string | null, done: number, total: number): number {
  const place = (stages as readonly (string | null)[]).indexOf(stage);
  if (place < 0) return 0;
  return (place + (total > 0 ? Math.min(1, done / total) : 0)) / stages.length;
}
