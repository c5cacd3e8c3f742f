/** The trainings, newest first: why they began and how they ended. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { More } from "@/components/ui/More";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";
import { useRuns } from "../api/models";
import { RunMark } from "./RunMark";
import { Section } from "./Section";

export function Runs({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const list = useRuns(name);
  const { runs, error } = list;

  const content = () => {
    if (!runs && error) return <ErrorState error={error} onRetry={() => void list.refetch()} compact />;
    if (!runs) return <Skeleton className="mt-3 h-32" />;
    if (runs.length === 0) return <p className="mt-3 text-13 text-muted">{t("run.none")}</p>;
    return (
      <>
        <ul>
          {runs.map((run) => (
            <li key={run.id} className="border-b border-line">
              <Link
                to={paths.modelRun(name, run.id)}
                className="flex flex-wrap items-center gap-x-6 gap-y-1 py-2 text-13 hover:bg-sunken focus-visible:-outline-offset-2 desk:min-h-9 desk:py-1"
              >
                <span className="w-12 text-muted">#{run.id}</span>
                <span className="w-44">
                  <RunMark run={run} />
                </span>
                <span className="w-44">{t(`run.trigger.${run.trigger}`)}</span>
                <span className="text-muted">{format.moment(run.created_at)}</span>
                {run.version !== null && (
                  <span className="text-muted">
                    {run.champion === null
                      ? `v${run.version}`
                      : t("run.against", { challenger: `v${run.version}`, champion: `v${run.champion}` })}
                  </span>
                )}
              </Link>
            </li>
          ))}
        </ul>
        <More list={list} />
      </>
    );
  };

  return <Section title={t("run.title")}>{content()}</Section>;
}
