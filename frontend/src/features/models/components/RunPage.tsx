/** One training: how far it is, what it learnt from, both versions side by side, and the decision with its reasons. */
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Fact, Facts } from "@/components/ui/Facts";
import "@/i18n/insight";
import { Problem } from "@/api/problem";
import { BackLink } from "@/components/insight/BackLink";
import { PersonName } from "@/components/insight/PersonName";
import { useFindings } from "@/components/insight/useFindings";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";
import { useRun } from "../api/models";
import { isActive } from "../model/run";
import { useModelName } from "../model/useModelName";
import { Comparison } from "./Comparison";
import { Gate } from "./Gate";
import { RunData } from "./RunData";
import { RunMark } from "./RunMark";
import { RunProgress } from "./RunProgress";
import { Section } from "./Section";
import { ShadowNote } from "./ShadowNote";

export function RunPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const modelName = useModelName();
  const { name = "", run: id } = useParams();
  const { data: run, error, refetch } = useRun(name, Number(id));
  useFindings();

  const content = () => {
    if (error instanceof Problem && error.status === 404)
      return (
        <EmptyState
          heading="h1"
          title={t("run.notFound")}
          action={<ButtonLink to={paths.model(name)}>{modelName(name)}</ButtonLink>}
        />
      );
    if (!run && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    if (!run)
      return (
        <div aria-busy className="space-y-3 px-4 desk:px-6">
          <Skeleton className="h-7 w-64" />
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-64 w-full" />
        </div>
      );
    return (
      <div className="max-w-5xl space-y-8 px-4 pb-10 desk:px-6">
        <div className="space-y-3">
          <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
            <h1 className="text-20 font-semibold">{t("run.one", { id: run.id })}</h1>
            <RunMark run={run} />
          </div>
          <Facts>
            <Fact name={t("run.why")}>
              {t(`run.trigger.${run.trigger}`)}
              {run.requested_by !== null && (
                <span className="text-muted">
                  {" "}
                  · <PersonName id={run.requested_by} />
                </span>
              )}
            </Fact>
            <Fact name={t("run.asked")}>{format.moment(run.created_at)}</Fact>
            {run.started_at && run.ended_at && (
              <Fact name={t("run.took")}>
                {format.duration(Date.parse(run.ended_at) - Date.parse(run.started_at))}
              </Fact>
            )}
            {run.version !== null && <Fact name={t("run.made")}>v{run.version}</Fact>}
            <Fact name={t("run.comparedWith")}>
              {run.champion === null ? t("model.noChampion") : `v${run.champion}`}
            </Fact>
          </Facts>
          {isActive(run) && <RunProgress run={run} here />}
          <ShadowNote run={run} />
          {run.error && (
            <Notice look="attention" announce>
              {t("run.failed", { why: run.error })}
            </Notice>
          )}
        </div>
        {run.gate && <Gate gate={run.gate} />}
        {run.comparison && (
          <Section title={t("run.comparison")} note={t("run.sameData")}>
            <div className="max-w-3xl">
              <Comparison
                names={[
                  run.champion === null
                    ? t("model.noChampion")
                    : t("run.championIs", { version: run.champion }),
                  t("run.challengerIs", { version: run.version ?? "–" }),
                ]}
                figures={[run.comparison.champion, run.comparison.challenger]}
              />
            </div>
          </Section>
        )}
        {run.data && <RunData data={run.data} />}
      </div>
    );
  };

  return (
    <Page name={t("run.one", { id })} title={<BackLink to={paths.model(name)}>{modelName(name)}</BackLink>}>
      {content()}
    </Page>
  );
}
