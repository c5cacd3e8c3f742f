/** How a run stands: sign, colour and word. */
import { Hourglass, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/types";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import { cx } from "@/lib/cx";
import { isActive, runTones } from "../model/run";

export function RunMark({ run }: { run: Pick<Run, "state"> }) {
  const { t } = useTranslation();
  const tone = runTones[run.state];
  return (
    <span className={cx("inline-flex items-center gap-1.5 align-middle whitespace-nowrap", toneText[tone])}>
      {run.state === "shadow" ? (
        <Hourglass aria-hidden className="size-4 shrink-0" />
      ) : isActive(run) ? (
        <LoaderCircle aria-hidden className="size-4 shrink-0 motion-safe:animate-spin" />
      ) : (
        <ToneIcon tone={tone} />
      )}
      {t(`run.state.${run.state}`)}
    </span>
  );
}
