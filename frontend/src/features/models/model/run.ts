/** What a run of training goes through, and how it ended. */
import type { Run } from "@/api/types";
import type { Tone } from "@/domain/condition";

export type { Run };

export const stages = ["data", "weight", "training", "comparison", "gate", "shadow"] as const;

export function isActive({ state }: Pick<Run, "state">): boolean {
  return state === "queued" || state === "running" || state === "shadow";
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

/** How much of the whole is done, 0 to 1, where each stage counts the same. Shadow running is waiting, not work. */
export function doneOf(stage: string | null, done: number, total: number): number {
  if (stage === null) return 0;
  if (stage === "shadow") return 1;
  const worked: string[] = stages.slice(0, -1);
  const place = worked.indexOf(stage);
  if (place < 0) return 0;
  return (place + (total > 0 ? Math.min(1, done / total) : 0)) / worked.length;
}
