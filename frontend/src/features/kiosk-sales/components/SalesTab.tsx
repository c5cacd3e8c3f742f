/** What this kiosk sold: sums first, then each payment. */
import { type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { usePayments } from "../api/payments";
import { usePeriod } from "../model/period";
import { totalsOf } from "../model/totals";
import { PeriodPicker } from "./PeriodPicker";
import { SalesList } from "./SalesList";
import { SalesSkeleton } from "./SalesSkeleton";
import { SalesTotals } from "./SalesTotals";

/** `children`: what is said of its sales, between the sums and the payments. */
export function SalesTab({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const kiosk = useShownKiosk();
  const [period, setPeriod] = usePeriod();
  const { items, total, complete, pending, error, at, refetch } = usePayments(kiosk.id, period);

  const content = () => {
    if (pending) return <SalesSkeleton />;
    if (error && items.length === 0) return <ErrorState error={error} onRetry={() => void refetch()} />;
    if (items.length === 0)
      return (
        <>
          <EmptyState title={t(`sales.empty.${period}`)}>{t("sales.emptyWhy")}</EmptyState>
          <Suspense>{children}</Suspense>
        </>
      );
    return (
      <>
        <SalesTotals totals={complete ? totalsOf(items) : null} loaded={items.length} total={total} />
        <div className="space-y-2 pt-6">
          <Suspense>{children}</Suspense>
          <h2 className="border-b border-line px-4 pb-1.5 text-14 font-semibold desk:px-6">
            {t("sales.list")}
          </h2>
        </div>
        <SalesList payments={items} />
      </>
    );
  };

  return (
    <section aria-label={t("sales.title")}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-4 desk:px-6">
        <PeriodPicker period={period} onChange={setPeriod} />
        {at > 0 && (
          <p className="text-12 text-muted">
            {error
              ? t("sales.outdated", { time: format.time(at) })
              : t("sales.asOf", { time: format.time(at) })}
          </p>
        )}
      </div>
      {content()}
    </section>
  );
}
