/** How a kiosk stands, in words, with how rare that is where a model knows it. */
import { useTranslation } from "react-i18next";
import { percent } from "@/components/insight/probability";
import { useFormat } from "@/i18n/format";
import { type Judged, levelOf } from "../model/level";

export function LevelWord({ judged }: { judged: Judged }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const level = levelOf(judged);
  if (level === "muted") return <>{t("risk.muted")}</>;
  // Limits know only inside and outside.
  if (judged.maturity === "rules") return <>{t(level === "alarm" ? "risk.outside" : "risk.inside")}</>;
  return <>{`${t(`risk.is.${level}`)} · ${percent(judged.probability, number)}`}</>;
}
