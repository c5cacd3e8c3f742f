/** Every metric of a kiosk over a span of time, on one axis: the pointer in one chart is in all of them. Over them how
 * unusual it was, and in all of them the incidents as bands. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import "@/i18n/insight";
import { metrics } from "@/domain/metrics";
import { useMay } from "@/session/SessionContext";
import { useScores } from "../api/scores";
import { useGrowingSeries } from "../api/series";
import { marksOf } from "../model/marks";
import { useRange } from "../model/useRange";
import { Connections } from "./Connections";
import { Found } from "./Found";
import { MetricChart } from "./MetricChart";
import { RangePicker } from "./RangePicker";
import { RiskChart } from "./RiskChart";

export function HistoryTab() {
  const { t } = useTranslation();
  const kiosk = useShownKiosk();
  const [range, setRange] = useRange();
  useGrowingSeries(kiosk, range);
  const mayJudge = useMay("ai.read");
  const scores = useScores(kiosk.id, range, mayJudge);
  const incidents = scores.data?.incidents;
  const marks = useMemo(() => incidents && marksOf(incidents), [incidents]);
  return (
    <section aria-label={t("history.title")} className="px-4 py-4 desk:px-6">
      <RangePicker range={range} onChange={setRange} />
      <p className="mt-2 hidden text-12 text-muted desk:block">{t("history.hint")}</p>
      {mayJudge && (
        <div className="mt-4">
          <RiskChart kiosk={kiosk.id} scores={scores} range={range} onRange={setRange} />
          <Found incidents={incidents ?? []} />
        </div>
      )}
      <div className="mt-4 grid gap-x-8 gap-y-6 desk:grid-cols-2 wide:grid-cols-3">
        {metrics.map((metric) => (
          <MetricChart
            key={metric.name}
            kiosk={kiosk}
            metric={metric}
            range={range}
            marks={marks}
            onRange={setRange}
          />
        ))}
      </div>
      <Connections kiosk={kiosk} range={range} />
    </section>
  );
}
