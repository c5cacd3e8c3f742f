/** Who did what, newest first, without an end. */
import { useTranslation } from "react-i18next";
import { Page } from "@/components/layout/Page";
import { Button } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState, FormError } from "@/components/ui/States";
import { useDelayed } from "@/lib/useDelayed";
import { useAudit } from "../api/audit";
import { useFilters } from "../model/filters";
import { AuditFilters } from "./AuditFilters";
import { AuditList } from "./AuditList";
import { EndOfList } from "./EndOfList";

export function AuditPage() {
  const { t } = useTranslation();
  const { filters, active, set, reset } = useFilters();
  // One string, so that a new object of the same filters does not wait again.
  const settled = JSON.parse(useDelayed(JSON.stringify(filters))) as typeof filters;
  const audit = useAudit(settled);
  const { entries, error } = audit;

  const content = () => {
    if (error && !entries) return <ErrorState error={error} onRetry={() => void audit.refetch()} />;
    if (!entries) return <Skeleton className="mx-4 h-96 desk:mx-6" />;
    if (entries.length === 0)
      return (
        <EmptyState
          title={t("audit.none.title")}
          action={active && <Button onClick={reset}>{t("audit.none.reset")}</Button>}
        >
          {t("audit.none.why")}
        </EmptyState>
      );
    return (
      <>
        {error && (
          <div className="px-4 py-2 desk:px-6">
            <FormError error={error} />
          </div>
        )}
        <AuditList entries={entries} onFilter={set} />
        <EndOfList
          more={audit.hasNextPage}
          loading={audit.isFetchingNextPage}
          failed={audit.isFetchNextPageError}
          onMore={() => void audit.fetchNextPage()}
        />
      </>
    );
  };

  return (
    <Page name={t("audit.title")} title={<h1 className="text-20 font-semibold">{t("audit.title")}</h1>}>
      <AuditFilters filters={filters} active={active} onSet={set} onReset={reset} />
      {content()}
    </Page>
  );
}
