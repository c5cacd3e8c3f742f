/** What was found: what goes on first, then what is over, newest first. */
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import "@/i18n/insight";
import { AsOf } from "@/components/insight/AsOf";
import { InsightPage } from "@/components/insight/InsightPage";
import { Button } from "@/components/ui/Button";
import { More } from "@/components/ui/More";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useIncidents } from "../api/incidents";
import { useFilters } from "../model/filters";
import { IncidentFilters } from "./IncidentFilters";
import { IncidentsSkeleton } from "./IncidentsSkeleton";
import { IncidentTable } from "./IncidentTable";
import { moveFocus } from "./moveFocus";

export function IncidentsPage() {
  const { t } = useTranslation();
  const { filters, active, set, reset } = useFilters();
  const lists = useRef<HTMLDivElement>(null);
  const open = useIncidents("open", filters, filters.state !== "resolved");
  const resolved = useIncidents("resolved", filters, filters.state !== "open");
  const error = open.error ?? resolved.error;

  const content = () => {
    if (error && !(open.incidents && resolved.incidents))
      return (
        <ErrorState
          error={error}
          onRetry={() => {
            void open.refetch();
            void resolved.refetch();
          }}
        />
      );
    if (!open.incidents || !resolved.incidents) return <IncidentsSkeleton />;
    if (open.incidents.length + resolved.incidents.length === 0)
      return active ? (
        <EmptyState
          title={t("incident.noneOf.title")}
          action={<Button onClick={reset}>{t("incident.noneOf.all")}</Button>}
        />
      ) : (
        <EmptyState title={t("incident.none.title")}>{t("incident.none.why")}</EmptyState>
      );
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the links within
      <div ref={lists} onKeyDown={(event) => moveFocus(event, lists.current)}>
        {open.incidents.length > 0 ? (
          <section aria-labelledby="open-incidents">
            <Heading id="open-incidents">{t("incident.state.open")}</Heading>
            <IncidentTable incidents={open.incidents} />
            <More list={open} />
          </section>
        ) : (
          filters.state !== "resolved" && (
            <p className="border-b border-line px-4 py-3 text-13 text-muted desk:px-6">
              {t("incident.noneOpen")}
            </p>
          )
        )}
        {resolved.incidents.length > 0 && (
          <section aria-labelledby="resolved-incidents">
            <Heading id="resolved-incidents">{t("incident.state.resolved")}</Heading>
            <IncidentTable incidents={resolved.incidents} />
            <More list={resolved} />
          </section>
        )}
      </div>
    );
  };

  return (
    <InsightPage view="incidents">
      <IncidentFilters filters={filters} active={active} onSet={set} onReset={reset} />
      <div className="px-4 desk:px-6">
        <AsOf at={Math.max(open.dataUpdatedAt, resolved.dataUpdatedAt)} failed={error !== null} />
      </div>
      {content()}
    </InsightPage>
  );
}

function Heading({ id, children }: { id: string; children: string }) {
  return (
    <h2 id={id} className="border-b border-line px-4 pt-4 pb-1.5 text-12 font-medium text-muted desk:px-6">
      {children}
    </h2>
  );
}
