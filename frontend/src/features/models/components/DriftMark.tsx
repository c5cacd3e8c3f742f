/** Whether recent data has moved away from what the model learnt: sign and word. */
import { useTranslation } from "react-i18next";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import { cx } from "@/lib/cx";

export function DriftMark({ drifted }: { drifted: boolean }) {
  const { t } = useTranslation();
  return (
    <span className={cx("inline-flex items-center gap-1.5 align-middle", drifted && toneText.attention)}>
      <ToneIcon tone={drifted ? "attention" : "good"} />
      {t(drifted ? "drift.moved" : "drift.steady")}
    </span>
  );
}
