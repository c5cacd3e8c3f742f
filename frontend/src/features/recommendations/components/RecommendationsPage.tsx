/** What to do next, the most pressing first, and how often following it was right. */
import { useTranslation } from "react-i18next";
import "@/i18n/insight";
import { AsOf } from "@/components/insight/AsOf";
import { InsightPage } from "@/components/insight/InsightPage";
import { useKiosks } from "@/components/insight/useKiosks";
import { More } from "@/components/ui/More";
import { Segments } from "@/components/ui/Segments";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useRecommendations } from "../api/recommendations";
import { states, useShownState } from "../model/useShownState";
import { AdviceCard } from "./AdviceCard";
import { TrackRecord } from "./TrackRecord";

export function RecommendationsPage() {
  const { t } = useTranslation();
  const [state, show] = useShownState();
  const list = useRecommendations(state);
  const { kiosks } = useKiosks();
  const { items, error } = list;

  const content = () => {
    if (!items && error) return <ErrorState error={error} onRetry={() => void list.refetch()} />;
    if (!items)
      return (
        <div aria-busy className="space-y-3">
          <Skeleton className="h-32" />
          <Skeleton className="h-32" />
          <Skeleton className="h-32" />
        </div>
      );
    if (items.length === 0)
      return (
        <EmptyState title={t(`advice.none.${state}`)}>{state === "open" && t("advice.noneWhy")}</EmptyState>
      );
    return (
      <>
        <ul className="space-y-3">
          {items.map((advice) => (
            <li key={advice.id}>
              <AdviceCard advice={advice} kiosk={kiosks.get(advice.kiosk_id)} />
            </li>
          ))}
        </ul>
        <More list={list} />
      </>
    );
  };

  return (
    <InsightPage view="recommendations">
      <div className="grid gap-x-10 gap-y-8 px-4 py-4 desk:grid-cols-[minmax(0,1fr)_20rem] desk:px-6">
        <div className="min-w-0 space-y-4">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
            {/* Long words on a small phone: they scroll, not the page. */}
            <div className="min-w-0 max-w-full overflow-x-auto p-0.5">
              <Segments
                name={t("advice.show")}
                value={state}
                onChange={show}
                options={states.map((value) => ({ value, label: t(`advice.state.${value}`) }))}
              />
            </div>
            <AsOf at={list.dataUpdatedAt} failed={error !== null} />
          </div>
          {content()}
        </div>
        <TrackRecord />
      </div>
    </InsightPage>
  );
}
