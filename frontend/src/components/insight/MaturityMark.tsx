/** How well a kiosk is known: bars and a word, and in the tooltip what that means. */
import { useTranslation } from "react-i18next";
import type { Maturity } from "@/api/types";
import { cx } from "@/lib/cx";

const steps: Maturity[] = ["rules", "fleet", "own", "trusted"];

interface Props {
  maturity: Maturity;
  /** On a coloured ground. */
  strong?: boolean;
  className?: string;
}

export function MaturityMark({ maturity, strong, className }: Props) {
  const { t } = useTranslation();
  const reached = steps.indexOf(maturity);
  return (
    <span
      title={t(`insight.maturityMeans.${maturity}`)}
      className={cx(
        "inline-flex items-center gap-1.5 align-middle whitespace-nowrap",
        strong ? "text-ink" : "text-muted",
        className,
      )}
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
