/** How unusual the kiosk was, minute by minute, on a scale of nines, with the line where alarms begin. */
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { MaturityMark } from "@/components/insight/MaturityMark";
import { fromNines, MOST_NINES, nines, percent } from "@/components/insight/probability";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import type { useScores } from "../api/scores";
import { columnsOf } from "../model/line";
import { type Marks, marksOf } from "../model/marks";
import type { Fixed, Range } from "../model/range";
import { ChartFrame } from "./ChartFrame";
import type { Moment, Scale } from "./Plot";

const Plot = lazy(() => import("./Plot"));

/** Shorter silences are no gap. */
const GAP_STEPS = 3;

const scale: Scale = {
  range: [0, MOST_NINES],
  steps: [0, 1, 2, 3, 4],
  write: (value, { number }) => `${number(100 * fromNines(value), Math.max(0, value - 2))} %`,
};

interface Props {
  kiosk: number;
  scores: ReturnType<typeof useScores>;
  range: Range;
  onRange: (range: Fixed) => void;
}

export function RiskChart({ kiosk, scores: { data, error, refetch }, range, onRange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [moment, setMoment] = useState<Moment | null>(null);
  const points = useMemo(
    () =>
      (data?.points ?? []).map(([at, probability]) => ({
        at: Date.parse(String(at)),
        value: nines(Number(probability)),
      })),
    [data],
  );
  const columns = useMemo(() => columnsOf(points, GAP_STEPS * 1_000 * (data?.step ?? 60)), [points, data]);
  const marks = useMemo<Marks | undefined>(
    () => data && { ...marksOf(data.incidents), threshold: nines(data.threshold) },
    [data],
  );
  const write = (value: number) => percent(fromNines(value), format.number);

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
    if (!data) return <Skeleton className="h-full" />;
    if (points.length === 0)
      return (
        <p className="grid h-full place-items-center text-center text-13 text-muted">{t("risk.noScores")}</p>
      );
    return (
      <Suspense fallback={<Skeleton className="h-full" />}>
        <Plot
          label={t("risk.chart", {
            highest: write(points.reduce((most, { value }) => Math.max(most, value), 0)),
            threshold: percent(data.threshold, format.number),
            count: data.incidents.length,
          })}
          sync={`kiosk-${kiosk}`}
          columns={columns}
          metric={scale}
          range={range}
          marks={marks}
          onMoment={setMoment}
          onRange={onRange}
        />
      </Suspense>
    );
  };

  return (
    <ChartFrame
      title={
        <span className="flex items-baseline gap-3">
          <span className="text-muted">{t("risk.series")}</span>
          {data && <MaturityMark maturity={data.maturity} className="text-12" />}
        </span>
      }
      moment={moment}
      newest={points.at(-1)?.value}
      write={write}
    >
      {content()}
    </ChartFrame>
  );
}
