/** One model: what serves, its budget of alerts, versions, drift, runs, and what was done with it. */
import { useTranslation } from "react-i18next";
import { Outlet, useParams } from "react-router";
import "@/i18n/insight";
import { BackLink } from "@/components/insight/BackLink";
import { useFindings } from "@/components/insight/useFindings";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { paths } from "@/paths";
import { useModels } from "../api/models";
import { useModelName } from "../model/useModelName";
import { Budget } from "./Budget";
import { Changes } from "./Changes";
import { Drift } from "./Drift";
import { ModelNotices } from "./ModelNotices";
import { Retrain } from "./Retrain";
import { Runs } from "./Runs";
import { Versions } from "./Versions";

export function ModelPage() {
  const { t } = useTranslation();
  const modelName = useModelName();
  const name = useParams().name ?? "";
  const { data, error, refetch } = useModels();
  const model = data?.items.find((one) => one.name === name);
  useFindings();

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    if (!data)
      return (
        <div aria-busy className="space-y-3 px-4 desk:px-6">
          <Skeleton className="h-7 w-64" />
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-64 w-full" />
        </div>
      );
    if (!model)
      return (
        <EmptyState
          heading="h1"
          title={t("model.notFound")}
          action={<ButtonLink to={paths.models}>{t("insight.view.models")}</ButtonLink>}
        />
      );
    return (
      <div className="space-y-8 px-4 pb-10 desk:px-6">
        <div className="space-y-3">
          <h1 className="text-20 font-semibold">{modelName(name)}</h1>
          <p className="max-w-3xl text-14 text-muted">{t("model.what")}</p>
          <ModelNotices model={model} />
        </div>
        <div className="grid gap-x-10 gap-y-8 desk:grid-cols-2">
          <Retrain model={model} />
          <Budget name={name} />
        </div>
        <Versions model={model} />
        <Drift name={name} />
        <Runs name={name} />
        <Changes model={model} />
        <Outlet context={model} />
      </div>
    );
  };

  return (
    <Page name={modelName(name)} title={<BackLink to={paths.models}>{t("insight.view.models")}</BackLink>}>
      {content()}
    </Page>
  );
}
