/** How well a kiosk is known: bars and a word, and in the tooltip what that means. */
import { useTranslation } from "react-i18next";
import type { Maturity } from "@/api/types";
import { cx } from "@/lib/cx";

const steps: Maturity[] = ["rules", "fleet", "own", "trusted"];

export function MaturityMark({ maturity, className }: { maturity: Maturity; className?: string }) {
  const { t } = useTranslation();
  const reached = steps.indexOf(maturity);
  return (
    <span
      title={t(`insight.maturityMeans.${maturity}`)}
      className={cx("inline-flex items-center gap-1.5 whitespace-nowrap text-muted", className)}
    >
      <span aria-hidden className="inline-flex items-end gap-px">
        {steps.map((step, place) => (
          <span
            key={step}
            style={{ height: 4 + 2 * place }}
            className={cx("w-[3px] rounded-[1px]", place <= reached ? "bg-muted" : "bg-line")}
          />
        ))}
      </span>
      {t(`insight.maturity.${maturity}`)}
    </span>
  );
}
