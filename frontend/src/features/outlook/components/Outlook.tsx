/** Sales to come, and how forecasts did so far. */
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useForecasts, usePrediction } from "../api/outlook";
import type { Subject } from "../model/subject";
import { Forecasts } from "./Forecasts";
import { Month } from "./Month";

export function Outlook({ subject }: { subject: Subject }) {
  const { t } = useTranslation();
  const prediction = usePrediction(subject);
  const forecasts = useForecasts(subject);
  const error = prediction.error ?? forecasts.error;
  if (error instanceof Problem && error.code === "not_enough_history")
    return (
      <EmptyState title={t("outlook.none.title")}>
        {error.message} {t("outlook.none.why")}
      </EmptyState>
    );
  if (error && !(prediction.data && forecasts.data))
    return (
      <ErrorState
        error={error}
        onRetry={() => {
          void prediction.refetch();
          void forecasts.refetch();
        }}
      />
    );
  if (!prediction.data || !forecasts.data)
    return (
      <div aria-busy className="space-y-4">
        <Skeleton className="h-14 max-w-xl" />
        <Skeleton className="h-64" />
      </div>
    );
  return (
    <div className="space-y-4">
      {prediction.data.model === "neighbours" && <Notice look="note">{t("outlook.neighbours")}</Notice>}
      <Month prediction={prediction.data} />
      <Forecasts forecasts={forecasts.data} expected={prediction.data.daily} />
    </div>
  );
}
