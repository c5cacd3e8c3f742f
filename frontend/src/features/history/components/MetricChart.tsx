/** One metric over the range: loading, empty, failed or drawn. */
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import type { Metric, MetricName } from "@/domain/metrics";
import { useFormat } from "@/i18n/format";
import { useSeries } from "../api/series";
import { columnsOf, drawn, gapOf } from "../model/line";
import type { Marks } from "../model/marks";
import type { Fixed, Range } from "../model/range";
import { ChartFrame } from "./ChartFrame";
import type { Moment } from "./Plot";

const Plot = lazy(() => import("./Plot"));

interface Props {
  kiosk: Pick<Kiosk, "id" | "interval">;
  metric: Metric & { name: MetricName };
  range: Range;
  marks?: Marks | undefined;
  onRange: (range: Fixed) => void;
}

export function MetricChart({ kiosk, metric, range, marks, onRange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [moment, setMoment] = useState<Moment | null>(null);
  const { data, error, refetch } = useSeries(kiosk.id, metric.name, range);
  const points = useMemo(() => (data ? drawn(data) : []), [data]);
  const gap = gapOf(Math.max(data?.step ?? 0, kiosk.interval));
  const columns = useMemo(() => columnsOf(points, gap), [points, gap]);

  const name = t(`metric.${metric.name}`);
  const withUnit = (value: number) => `${format.number(value, metric.digits)} ${metric.unit}`.trim();

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
    if (!data) return <Skeleton className="h-full" />;
    if (points.length === 0)
      return <p className="grid h-full place-items-center text-13 text-muted">{t("history.empty")}</p>;
    const values = points.flatMap(({ value, range }) => range ?? [value]);
    const low = values.reduce((a, b) => Math.min(a, b));
    const high = values.reduce((a, b) => Math.max(a, b));
    return (
      <Suspense fallback={<Skeleton className="h-full" />}>
        <Plot
          label={t("history.chart", { name, low: withUnit(low), high: withUnit(high) })}
          sync={`kiosk-${kiosk.id}`}
          columns={columns}
          metric={metric}
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
      title={<span className="text-muted">{name}</span>}
      moment={moment}
      newest={points.at(-1)?.value}
      write={withUnit}
    >
      {content()}
    </ChartFrame>
  );
}
