/** What a person said of an incident: sign and word. */
import { CircleHelp, Flag, FlagOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Verdict } from "@/api/types";
import { cx } from "@/lib/cx";

const signs = { true_fault: Flag, false_alarm: FlagOff, none: CircleHelp };

export function VerdictMark({ verdict }: { verdict: Verdict | null }) {
  const { t } = useTranslation();
  const said = verdict ?? "none";
  const Sign = signs[said];
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 align-middle whitespace-nowrap",
        !verdict && "text-muted",
      )}
    >
      <Sign aria-hidden className="size-4 shrink-0" />
      {t(`insight.verdict.${said}`)}
    </span>
  );
}
