/** How many kiosks stand how; each also shows only those. */
import { useTranslation } from "react-i18next";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { type Level, levels, toneOf } from "../model/level";

interface Props {
  counts: Record<Level, number>;
  shown: Level | undefined;
  onShow: (level: Level | undefined) => void;
}

export function RiskCounters({ counts, shown, onShow }: Props) {
  const { t } = useTranslation();
  const { number } = useFormat();
  return (
    <fieldset className="grid grid-cols-2 border-b border-line desk:flex desk:px-4">
      <legend className="sr-only">{t("risk.counters")}</legend>
      {levels.map((level) => {
        const calm = counts[level] === 0;
        return (
          <button
            key={level}
            type="button"
            aria-pressed={shown === level}
            onClick={() => onShow(shown === level ? undefined : level)}
            className="px-4 py-2.5 text-left hover:bg-sunken aria-pressed:bg-sunken desk:min-w-36 desk:px-3"
          >
            <span className="flex items-center gap-1.5 text-12 text-muted">
              <ToneIcon tone={toneOf[level]} className={cx("size-3.5", calm && "text-muted")} />
              {t(`risk.level.${level}`)}
            </span>
            <span className={cx("text-20 font-semibold", calm ? "text-muted" : toneText[toneOf[level]])}>
              {number(counts[level])}
            </span>
          </button>
        );
      })}
    </fieldset>
  );
}
