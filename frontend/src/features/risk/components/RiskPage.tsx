/** The fleet by its risk, worst first: each cell a kiosk, one click to the cause. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import "@/i18n/insight";
import { AsOf } from "@/components/insight/AsOf";
import { InsightPage } from "@/components/insight/InsightPage";
import { useKiosks } from "@/components/insight/useKiosks";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useRisk } from "../api/risk";
import { countsOf, levelOf, worstFirst } from "../model/level";
import { useShown } from "../model/useShown";
import { HeatMap } from "./HeatMap";
import { RiskCounters } from "./RiskCounters";
import { RiskSkeleton } from "./RiskSkeleton";

export function RiskPage() {
  const { t } = useTranslation();
  const [shown, show] = useShown();
  const risk = useRisk();
  const { kiosks } = useKiosks();
  const items = useMemo(() => worstFirst(risk.data?.items ?? []), [risk.data]);
  const listed = shown ? items.filter((item) => levelOf(item) === shown) : items;
  const untaught = items.length > 0 && items.every(({ maturity }) => maturity === "rules");

  const content = () => {
    if (!risk.data && risk.error)
      return <ErrorState error={risk.error} onRetry={() => void risk.refetch()} />;
    if (!risk.data) return <RiskSkeleton />;
    if (items.length === 0) return <EmptyState title={t("risk.none.title")}>{t("risk.none.why")}</EmptyState>;
    return (
      <>
        <RiskCounters counts={countsOf(items)} shown={shown} onShow={show} />
        <div className="space-y-3 px-4 py-3 desk:px-6">
          {untaught && <Notice look="note">{t("risk.untaught")}</Notice>}
          <div className="flex flex-wrap justify-between gap-x-6 gap-y-1">
            <p className="max-w-3xl text-12 text-muted">{t("risk.legend")}</p>
            <AsOf at={risk.dataUpdatedAt} failed={risk.error !== null} />
          </div>
        </div>
        {listed.length === 0 ? (
          <EmptyState
            title={t("risk.noneOf.title")}
            action={<Button onClick={() => show(undefined)}>{t("risk.noneOf.all")}</Button>}
          />
        ) : (
          <HeatMap items={listed} kiosks={kiosks} />
        )}
      </>
    );
  };

  return <InsightPage view="risk">{content()}</InsightPage>;
}
