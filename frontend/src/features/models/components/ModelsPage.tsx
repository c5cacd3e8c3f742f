/** The models: what serves, how good it is, what goes on. */
import { useTranslation } from "react-i18next";
import "@/i18n/insight";
import { InsightPage } from "@/components/insight/InsightPage";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useModels } from "../api/models";
import { ModelSummary } from "./ModelSummary";

export function ModelsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useModels();

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    if (!data)
      return (
        <div aria-busy className="space-y-3">
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
        </div>
      );
    if (data.items.length === 0)
      return <EmptyState title={t("model.none.title")}>{t("model.none.why")}</EmptyState>;
    return (
      <ul className="space-y-3">
        {data.items.map((model) => (
          <li key={model.name}>
            <ModelSummary model={model} />
          </li>
        ))}
      </ul>
    );
  };

  return (
    <InsightPage view="models">
      <div className="max-w-5xl px-4 py-4 desk:px-6">{content()}</div>
    </InsightPage>
  );
}
