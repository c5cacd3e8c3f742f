/** Live values of a kiosk: coloured, with a sign, only when they need someone. Inside a `StaleScope`. */
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import { measurementTone, peripheralTone, type Tone } from "@/domain/condition";
import { type MetricName, measured, metricOf, type Peripheral, peripheralState } from "@/domain/metrics";
import { type Format, useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useLive } from "@/realtime/hooks";
import { useStale } from "./stale";

export function Measure({ id, metric: name }: { id: number; metric: MetricName }) {
  const { t, number } = useFormat();
  const stale = useStale();
  const metric = metricOf(name);
  const value = useLive(id, (live) => measured(live?.reading, metric));
  if (value === undefined) return <NoValue />;
  const tone = stale ? "unknown" : measurementTone(metric, value);
  const alarming = isAlarming(tone);
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1 align-middle",
        alarming ? toneText[tone] : stale && "text-muted",
      )}
    >
      {alarming && <ToneIcon tone={tone} className="size-3.5" />}
      {alarming && <span className="sr-only">{t(`condition.${tone}`)}</span>}
      <span>
        {number(value, metric.digits)}
        {metric.unit && <span className={cx(!alarming && "text-muted")}> {metric.unit}</span>}
      </span>
    </span>
  );
}

export function PeripheralValue({ id, name }: { id: number; name: Peripheral }) {
  const format = useFormat();
  const stale = useStale();
  const state = useLive(id, (live) => peripheralState(live?.reading, name));
  if (state === undefined) return <NoValue />;
  const tone = stale ? "unknown" : peripheralTone(state);
  const alarming = isAlarming(tone);
  return (
    <span
      className={cx("inline-flex items-center gap-1 align-middle", alarming ? toneText[tone] : "text-muted")}
    >
      {alarming && <ToneIcon tone={tone} className="size-3.5" />}
      {peripheralWord(format, state)}
    </span>
  );
}

/** States this app does not know yet are shown as the kiosk says them. */
function peripheralWord({ t }: Format, state: string): string {
  return t(`peripheralState.${state}` as "peripheralState.ready", { defaultValue: state });
}

function isAlarming(tone: Tone): tone is "attention" | "critical" {
  return tone === "attention" || tone === "critical";
}

export function NoValue() {
  const { t } = useFormat();
  return (
    <span className="text-muted">
      <span aria-hidden>–</span>
      <span className="sr-only">{t("kiosk.noValue")}</span>
    </span>
  );
}
