/** A sentence that stands out: what happened, or what to mind. */
import { CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

const looks = {
  done: { sign: CircleCheck, shape: "border border-line text-good" },
  note: { sign: Info, shape: "border border-line text-muted" },
  attention: { sign: TriangleAlert, shape: "bg-attention-soft text-attention" },
} as const;

interface Props {
  look: keyof typeof looks;
  /** Read aloud when it appears. */
  announce?: boolean;
  children: ReactNode;
}

export function Notice({ look, announce, children }: Props) {
  const { sign: Sign, shape } = looks[look];
  return (
    <div
      role={announce ? "status" : undefined}
      className={cx("flex items-start gap-2 rounded-ui px-3 py-2 text-13", shape)}
    >
      <Sign aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 grow">{children}</div>
    </div>
  );
}
