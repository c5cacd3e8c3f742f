/** How bad an incident is: sign, colour and word. */
import { useTranslation } from "react-i18next";
import type { Incident } from "@/api/types";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import type { Tone } from "@/domain/condition";
import { cx } from "@/lib/cx";

const tones: Record<Incident["severity"], Tone> = {
  critical: "critical",
  warning: "attention",
  info: "unknown",
};

/** What is over needs nobody: its sign stays, without the colour. */
export function SeverityMark({ incident }: { incident: Pick<Incident, "severity" | "state"> }) {
  const { t } = useTranslation();
  const tone = incident.state === "open" ? tones[incident.severity] : "unknown";
  return (
    <span className={cx("inline-flex items-center gap-1.5 align-middle whitespace-nowrap", toneText[tone])}>
      <ToneIcon tone={tones[incident.severity]} className={toneText[tone]} />
      {t(`insight.severity.${incident.severity}`)}
    </span>
  );
}
