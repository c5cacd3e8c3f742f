/** Live values of a kiosk: coloured, with a sign, only when they need someone. */
import { useTranslation } from "react-i18next";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import { measurementTone, peripheralTone, type Tone } from "@/domain/condition";
import { type MetricName, measured, metricOf, type Peripheral, peripheralState } from "@/domain/metrics";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useLive } from "@/realtime/hooks";

interface MeasureProps {
  id: number;
  metric: MetricName;
  /** Marked by the row or page around it, which knows. */
  stale: boolean;
}

export function Measure({ id, metric: name, stale }: MeasureProps) {
  const format = useFormat();
  const { t } = useTranslation();
  const metric = metricOf(name);
  const value = useLive(id, (live) => measured(live?.reading, metric));
  if (value === undefined) return <Absent />;
  const tone = stale ? "unknown" : measurementTone(metric, value);
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1",
        troubled(tone) ? toneText[tone] : stale && "text-muted",
      )}
    >
      {troubled(tone) && <ToneIcon tone={tone} className="size-3.5" />}
      {troubled(tone) && <span className="sr-only">{t(`condition.${tone}`)}</span>}
      <span>
        {format.number(value, metric.digits)}
        {metric.unit && <span className={cx(!troubled(tone) && "text-muted")}> {metric.unit}</span>}
      </span>
    </span>
  );
}

interface PeripheralProps {
  id: number;
  name: Peripheral;
  stale: boolean;
}

export function PeripheralValue({ id, name, stale }: PeripheralProps) {
  const word = usePeripheralWord();
  const state = useLive(id, (live) => peripheralState(live?.reading, name));
  if (state === undefined) return <Absent />;
  const tone = stale ? "unknown" : peripheralTone(state);
  return (
    <span className={cx("inline-flex items-center gap-1", troubled(tone) ? toneText[tone] : "text-muted")}>
      {troubled(tone) && <ToneIcon tone={tone} className="size-3.5" />}
      {word(state)}
    </span>
  );
}

/** The word for a peripheral's state. States this app does not know yet are shown as the kiosk says them. */
export function usePeripheralWord(): (state: string) => string {
  const { t, i18n } = useTranslation();
  return (state) => {
    const key = `peripheralState.${state}`;
    return i18n.exists(key) ? t(key as "peripheralState.ready") : state;
  };
}

function troubled(tone: Tone): tone is "attention" | "critical" {
  return tone === "attention" || tone === "critical";
}

function Absent() {
  const { t } = useTranslation();
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{t("kiosk.noValue")}</span>
    </span>
  );
}
