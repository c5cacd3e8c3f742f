/** A kiosk in the map: how rare its newest minute is, how well it is known, and what was found. */
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Kiosk, RiskItem } from "@/api/types";
import { MaturityMark } from "@/components/insight/MaturityMark";
import { MOST_NINES, nines } from "@/components/insight/probability";
import { useFeatureName } from "@/components/insight/useFeatureName";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import { cx } from "@/lib/cx";
import { paths } from "@/paths";
import { levelOf, toneOf } from "../model/level";
import { LevelWord } from "./LevelWord";

/** At most so much of the colour: the text on it must stay readable. */
const STRONGEST_PERCENT = 22;

interface Props {
  item: RiskItem;
  kiosk: Kiosk | undefined;
}

export const RiskCell = memo(function RiskCell({ item, kiosk }: Props) {
  const { t } = useTranslation();
  const featureName = useFeatureName();
  const level = levelOf(item);
  const heat = level === "alarm" ? 1 : level === "unusual" ? nines(item.probability) / MOST_NINES : 0;
  const hue = level === "alarm" ? "--critical" : "--attention";
  return (
    <Link
      to={item.incident_id == null ? paths.history(item.kiosk_id) : paths.incident(item.incident_id)}
      style={{
        background: heat
          ? `color-mix(in srgb, var(${hue}) ${Math.round(heat * STRONGEST_PERCENT)}%, var(--raised))`
          : undefined,
      }}
      className={cx(
        "flex h-full flex-col gap-0.5 overflow-hidden rounded-ui border p-2.5 text-13 hover:border-edge focus-visible:-outline-offset-2",
        level === "alarm" ? "border-critical" : "border-line",
      )}
    >
      <span className="truncate text-14 font-medium">
        {kiosk?.name ?? t("insight.kiosk", { id: item.kiosk_id })}
      </span>
      <span className={cx("flex min-w-0 items-center gap-1.5", heat > 0 ? "text-ink" : "text-muted")}>
        <ToneIcon tone={toneOf[level]} className={cx("size-3.5", heat > 0 && toneText[toneOf[level]])} />
        <span className="truncate">
          {item.top_metric ? featureName(item.top_metric) : <LevelWord judged={item} />}
        </span>
      </span>
      <MaturityMark maturity={item.maturity} strong={heat > 0} className="mt-auto text-12" />
    </Link>
  );
});
