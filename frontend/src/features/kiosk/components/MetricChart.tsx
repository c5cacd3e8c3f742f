/** One metric over the last hour: loading, empty, failed or drawn. */
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import type { Metric, MetricName } from "@/domain/metrics";
import { useFormat } from "@/i18n/format";
import { useSeries } from "../api/telemetry";

const Plot = lazy(() => import("./Plot"));

/** A moment under the pointer. */
export interface Moment {
  at: number;
  value: number | null;
}

export function MetricChart({ id, metric }: { id: number; metric: Metric & { name: MetricName } }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [moment, setMoment] = useState<Moment | null>(null);
  const { data, error, refetch } = useSeries(id, metric.name);

  const name = t(`metric.${metric.name}`);
  const shown = moment ? moment.value : data?.points.at(-1)?.value;
  const withUnit = (value: number) => `${format.number(value, metric.digits)} ${metric.unit}`.trim();

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
    if (!data) return <Skeleton className="h-full" />;
    if (data.points.length === 0)
      return <p className="grid h-full place-items-center text-13 text-muted">{t("kiosk.noPoints")}</p>;
    const values = data.points.map(({ value }) => value);
    return (
      <Suspense fallback={<Skeleton className="h-full" />}>
        <Plot
          label={t("kiosk.chart", {
            name,
            low: withUnit(Math.min(...values)),
            high: withUnit(Math.max(...values)),
          })}
          sync={`kiosk-${id}`}
          line={data}
          metric={metric}
          onMoment={setMoment}
        />
      </Suspense>
    );
  };

  return (
    <figure className="min-w-0">
      <figcaption className="flex items-baseline justify-between gap-2 text-13">
        <span className="text-muted">{name}</span>
        <span className="font-medium">
          {moment && <span className="mr-2 font-normal text-muted">{format.time(moment.at)}</span>}
          {shown == null ? moment && "–" : withUnit(shown)}
        </span>
      </figcaption>
      <div className="mt-1 h-32">{content()}</div>
    </figure>
  );
}
