/** The last hour of every metric, on one time axis: the pointer in one chart is in all of them. */
import { useTranslation } from "react-i18next";
import { metrics } from "@/domain/metrics";
import { useNow } from "@/lib/useNow";
import { useLive } from "@/realtime/hooks";
import { SPAN_MS, useGrowingSeries } from "../api/telemetry";
import { MetricChart } from "./MetricChart";

export function Charts({ id }: { id: number }) {
  const { t } = useTranslation();
  useGrowingSeries(id);
  const seen = useLive(id, (live) => (live?.lastSeenAt ? Date.parse(live.lastSeenAt) : 0));
  const silent = useNow((now) => now - seen > SPAN_MS);
  return (
    <section aria-labelledby="last-hour" className="border-t border-line px-4 py-5 desk:px-6">
      <h2 id="last-hour" className="mb-3 text-14 font-semibold">
        {t("kiosk.lastHour")}
      </h2>
      {silent && <p className="text-13 text-muted">{t("kiosk.noPoints")}</p>}
      <div className="grid gap-x-8 gap-y-6 desk:grid-cols-2 wide:grid-cols-3">
        {!silent && metrics.map((metric) => <MetricChart key={metric.name} id={id} metric={metric} />)}
      </div>
    </section>
  );
}
