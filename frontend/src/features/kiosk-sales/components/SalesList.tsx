/** Each payment: when, how, how much, and what became of it. Only the rows in sight exist. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { CircleCheck, CircleDashed, type LucideIcon, OctagonAlert, Undo2 } from "lucide-react";
import { memo, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Payment } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useDesk } from "@/lib/useMedia";

const signs: Record<Payment["status"], [LucideIcon, string]> = {
  pending: [CircleDashed, "text-muted"],
  authorized: [CircleDashed, "text-muted"],
  captured: [CircleCheck, "text-good"],
  partially_refunded: [Undo2, "text-muted"],
  refunded: [Undo2, "text-muted"],
  failed: [OctagonAlert, "text-critical"],
  cancelled: [CircleDashed, "text-muted"],
};

export function SalesList({ payments }: { payments: Payment[] }) {
  const { t } = useTranslation();
  const rowPx = useDesk() ? 36 : 56;
  const list = useRef<HTMLUListElement>(null);
  const [top, setTop] = useState(0);
  // What stands above may come later than the list.
  useLayoutEffect(() => {
    if (list.current) setTop(list.current.getBoundingClientRect().top + scrollY);
  });
  const virtual = useWindowVirtualizer({
    count: payments.length,
    estimateSize: () => rowPx,
    getItemKey: (index) => payments[index]?.id ?? index,
    overscan: 10,
    scrollMargin: top,
  });
  return (
    <ul
      ref={list}
      aria-label={t("sales.list")}
      className="relative"
      style={{ height: virtual.getTotalSize() }}
    >
      {virtual.getVirtualItems().map(({ index, start, key }) => {
        const payment = payments[index];
        return (
          payment && (
            <li
              key={key}
              aria-setsize={payments.length}
              aria-posinset={index + 1}
              className="absolute inset-x-0 top-0 border-b border-line"
              style={{ height: rowPx, transform: `translateY(${start - top}px)` }}
            >
              <Sale payment={payment} />
            </li>
          )
        );
      })}
    </ul>
  );
}

const Sale = memo(function Sale({ payment }: { payment: Payment }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, amount, currency, method, status, occurred_at, demo } = payment;
  const [Sign, tone] = signs[status];
  return (
    <div className="grid h-full grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 px-4 text-13 desk:grid-cols-[4rem_9rem_7rem_minmax(0,1fr)_auto] desk:px-6">
      <span className="hidden text-muted desk:block">#{id}</span>
      <time dateTime={occurred_at} title={format.full(occurred_at)} className="max-desk:row-start-1">
        {format.moment(occurred_at)}
      </time>
      <span className="hidden text-muted desk:block">{t(`sales.method.${method}`)}</span>
      <span className={cx("flex items-center gap-1.5 max-desk:row-start-2", tone)}>
        <Sign aria-hidden className="size-4 shrink-0" />
        {t(`sales.status.${status}`)}
        {demo && <span className="text-12 text-muted">· {t("sales.demo")}</span>}
      </span>
      <span className="text-right text-14 font-medium max-desk:row-start-1">
        {format.money(amount, currency)}
      </span>
      <span className="text-right text-12 text-muted max-desk:row-start-2 desk:hidden">
        {t(`sales.method.${method}`)}
      </span>
    </div>
  );
});
