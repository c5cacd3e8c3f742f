/** Every metric of a kiosk over a span of time, on one axis: the pointer in one chart is in all of them. */
import { useTranslation } from "react-i18next";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { metrics } from "@/domain/metrics";
import { useGrowingSeries } from "../api/series";
import { useRange } from "../model/useRange";
import { Connections } from "./Connections";
import { MetricChart } from "./MetricChart";
import { RangePicker } from "./RangePicker";

export function HistoryTab() {
  const { t } = useTranslation();
  const kiosk = useShownKiosk();
  const [range, setRange] = useRange();
  useGrowingSeries(kiosk.id, range);
  return (
    <section aria-label={t("history.title")} className="px-4 py-4 desk:px-6">
      <RangePicker range={range} onChange={setRange} />
      <p className="mt-2 hidden text-12 text-muted desk:block">{t("history.hint")}</p>
      <div className="mt-4 grid gap-x-8 gap-y-6 desk:grid-cols-2 wide:grid-cols-3">
        {metrics.map((metric) => (
          <MetricChart key={metric.name} kiosk={kiosk} metric={metric} range={range} onRange={setRange} />
        ))}
      </div>
      <Connections kiosk={kiosk} range={range} />
    </section>
  );
}
