/** The sign of a state. It never stands alone: a word is beside it. */
import { CircleCheck, CircleDashed, OctagonAlert, TriangleAlert } from "lucide-react";
import type { Tone } from "@/domain/condition";
import { cx } from "@/lib/cx";

const signs = {
  good: CircleCheck,
  attention: TriangleAlert,
  critical: OctagonAlert,
  unknown: CircleDashed,
} satisfies Record<Tone, unknown>;

export const toneText: Record<Tone, string> = {
  good: "text-good",
  attention: "text-attention",
  critical: "text-critical",
  unknown: "text-unknown",
};

export function ToneIcon({ tone, className }: { tone: Tone; className?: string }) {
  const Sign = signs[tone];
  return <Sign aria-hidden className={cx("size-4 shrink-0", toneText[tone], className)} />;
}
