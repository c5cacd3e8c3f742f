/** How much better than "the same as last week": with its sign, never bare. */
import { Minus, TrendingDown, TrendingUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";

export function SkillMark({ skill }: { skill: number | null }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  if (skill === null) return <span className="text-muted">{t("outlook.notYet")}</span>;
  const percent = Math.round(skill * 100);
  const [Sign, tone, word] =
    percent > 0
      ? ([TrendingUp, "text-good", "outlook.better"] as const)
      : percent < 0
        ? ([TrendingDown, "text-attention", "outlook.worse"] as const)
        : ([Minus, "text-muted", "outlook.same"] as const);
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle ${tone}`}>
      <Sign aria-hidden className="size-4" />
      {t(word, { percent: number(Math.abs(percent)) })}
    </span>
  );
}
