/** The metrics that an incident is about, around its time: the band of the incident, and what is usual. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { IncidentDetail } from "@/api/types";
import { useKiosks } from "@/components/insight/useKiosks";
import { metrics } from "@/domain/metrics";
import { serverNow } from "@/lib/clock";
import { paths } from "@/paths";
import { useRooms } from "@/realtime/hooks";
import { useScores } from "../api/scores";
import { useGrowingSeries } from "../api/series";
import { around } from "../model/around";
import { marksOf } from "../model/marks";
import { type Fixed, spanOf } from "../model/range";
import { MetricChart } from "./MetricChart";
import { RiskChart } from "./RiskChart";

/** Readings come so often unless the kiosk says otherwise, in seconds. */
const USUAL_INTERVAL = 5;

export function IncidentCharts({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { kiosk_id: id, started_at, ended_at } = incident;
  const [now] = useState(serverNow);
  const range = useMemo(() => around({ started_at, ended_at }, now), [started_at, ended_at, now]);
  const interval = useKiosks().kiosks.get(id)?.interval ?? USUAL_INTERVAL;
  const scores = useScores(id, range, true);
  useRooms([`kiosk:${id}`]);
  useGrowingSeries({ id, interval }, range);

  const span = (chosen: Fixed) =>
    paths.historyAround(id, new Date(chosen.from).toISOString(), new Date(chosen.to).toISOString());
  const onRange = (chosen: Fixed) => void navigate(span(chosen));
  const about = useMemo(
    () =>
      metrics.flatMap((metric) => {
        const itself = incident.top.find((one) => one.metric === metric.name);
        if (!itself && !incident.top.some((one) => isMadeOf(one.metric, metric.name))) return [];
        const [low, high] = itself?.usual ?? [];
        const usual: [number, number] | undefined =
          low === undefined || high === undefined ? undefined : [low, high];
        return [{ metric, marks: { ...marksOf([{ started_at, ended_at }]), usual } }];
      }),
    [incident.top, started_at, ended_at],
  );

  return (
    <section aria-labelledby="around">
      <h2
        id="around"
        className="flex items-baseline justify-between gap-4 border-b border-line pb-1.5 text-14 font-semibold"
      >
        {t("incident.around")}
        <Link to={span(spanOf(range, now))} className="text-13 font-normal text-link hover:underline">
          {t("incident.allCharts")}
        </Link>
      </h2>
      <p className="mt-2 text-12 text-muted">{t("incident.bands")}</p>
      <div className="mt-3 grid gap-x-8 gap-y-6 desk:grid-cols-2">
        <RiskChart kiosk={id} scores={scores} range={range} onRange={onRange} />
        {about.map(({ metric, marks }) => (
          <MetricChart
            key={metric.name}
            kiosk={{ id, interval }}
            metric={metric}
            range={range}
            marks={marks}
            onRange={onRange}
          />
        ))}
      </div>
    </section>
  );
}

/** `cpu_temp_max` and `cpu_temp_spread` are of `cpu_temp`. */
function isMadeOf(feature: string, metric: string): boolean {
  return feature === `${metric}_max` || feature === `${metric}_spread`;
}
