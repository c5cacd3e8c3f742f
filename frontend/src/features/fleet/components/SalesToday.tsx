/** What the fleet took today, beside its counters. */
import { Banknote } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/ui/Skeleton";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useSalesToday } from "../api/salesToday";

export function SalesToday() {
  const { t } = useTranslation();
  const format = useFormat();
  const { sales, at, failed } = useSalesToday();
  const about = () => {
    if (sales === undefined) return t(failed ? "fleet.salesUnread" : "fleet.sales");
    if (failed) return t("fleet.salesAsOf", { time: format.time(at) });
    const count = sales?.payments ?? 0;
    return t("fleet.salesToday", { count, formatted: format.number(count) });
  };
  return (
    <div className="flex min-w-0 items-center gap-x-3 border-b border-line px-4 py-2 whitespace-nowrap max-desk:justify-between desk:block desk:border-y desk:border-l desk:px-6 desk:py-3">
      <p className="flex items-center gap-1.5 desk:gap-2">
        <Banknote aria-hidden className="size-4 shrink-0 text-unknown desk:size-5" />
        {sales === undefined && !failed ? (
          <Skeleton className="my-1 h-5 w-24 desk:h-7" />
        ) : (
          <span className="text-16 font-semibold desk:text-28">
            {sales && format.roundMoney(sales.amount, sales.currency)}
            {sales === null && format.number(0)}
            {sales === undefined && "–"}
          </span>
        )}
      </p>
      <p className={cx("truncate text-12", failed ? "text-attention" : "text-muted")}>{about()}</p>
    </div>
  );
}
