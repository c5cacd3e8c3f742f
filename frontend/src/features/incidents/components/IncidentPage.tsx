/** One incident: what, when, why, the metrics around that time, and what it really was. */
import { type ComponentType, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import "@/i18n/insight";
import { Problem } from "@/api/problem";
import type { IncidentDetail } from "@/api/types";
import { BackLink } from "@/components/insight/BackLink";
import { SeverityMark } from "@/components/insight/SeverityMark";
import { useSaid } from "@/components/insight/said";
import { useFindings } from "@/components/insight/useFindings";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { paths } from "@/paths";
import { useIncident } from "../api/incidents";
import { Course } from "./Course";
import { TopMetrics } from "./TopMetrics";
import { VerdictPanel } from "./VerdictPanel";

/** The charts of the metrics that an incident is about; the app says which they are. */
export type Charts = ComponentType<{ incident: IncidentDetail }>;

export function IncidentPage({ charts: MetricCharts }: { charts: Charts }) {
  const { t } = useTranslation();
  const said = useSaid();
  const id = Number(useParams().id);
  const { data: incident, error, refetch } = useIncident(id);
  useFindings();

  const content = () => {
    if (error instanceof Problem && error.status === 404)
      return (
        <EmptyState
          heading="h1"
          title={t("incident.notFound.title")}
          action={<ButtonLink to={paths.incidents}>{t("incident.notFound.back")}</ButtonLink>}
        >
          {t("incident.notFound.why")}
        </EmptyState>
      );
    if (!incident && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    if (!incident)
      return (
        <div aria-busy className="space-y-3 px-4 desk:px-6">
          <Skeleton className="h-7 w-72" />
          <Skeleton className="h-4 w-full max-w-xl" />
          <Skeleton className="h-64 w-full" />
        </div>
      );
    return (
      <div className="px-4 pb-10 desk:px-6">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h1 className="text-20 font-semibold">{said(incident.title)}</h1>
          <SeverityMark incident={incident} />
          <span className="text-14 text-muted">
            {t(incident.state === "open" ? "incident.isOpen" : "incident.isOver")}
          </span>
        </div>
        <p className="mt-0.5 text-14">
          <Link to={paths.kiosk(incident.kiosk_id)} className="text-link hover:underline">
            {incident.kiosk_name ?? t("insight.kiosk", { id: incident.kiosk_id })}
          </Link>
        </p>
        <p className="mt-3 max-w-3xl text-16">{said(incident.text)}</p>
        {incident.late && <p className="mt-1 text-13 text-muted">{t("incident.late")}</p>}
        <Course incident={incident} />
        <div className="mt-6 grid gap-x-10 gap-y-8 wide:grid-cols-[minmax(0,1fr)_22rem]">
          <div className="min-w-0 space-y-8">
            <TopMetrics incident={incident} />
            <Suspense fallback={<Skeleton className="h-64" />}>
              <MetricCharts incident={incident} />
            </Suspense>
          </div>
          <VerdictPanel key={incident.id} incident={incident} />
        </div>
      </div>
    );
  };

  return (
    <Page
      name={incident ? said(incident.title) : t("incident.title")}
      title={<BackLink to={paths.incidents}>{t("insight.view.incidents")}</BackLink>}
    >
      {content()}
    </Page>
  );
}
