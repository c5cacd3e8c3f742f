/** What was charged, by currency and by means of payment. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import type { Total } from "../model/totals";

interface Props {
  /** Null while payments are still on their way: half a sum is no sum. */
  totals: Total[] | null;
  loaded: number;
  total: number | null;
}

export function SalesTotals({ totals, loaded, total }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!totals)
    return (
      <p role="status" className="border-y border-line px-4 py-3 text-13 text-muted desk:px-6">
        {t("sales.loading", {
          loaded: format.number(loaded),
          total: total === null ? "…" : format.number(total),
        })}
      </p>
    );
  return (
    <div className="border-y border-line">
      {totals.length === 0 && (
        <p className="px-4 py-3 text-13 text-muted desk:px-6">{t("sales.noneCharged")}</p>
      )}
      {totals.map(({ currency, amount, payments, methods }) => (
        <dl key={currency} className="flex flex-wrap gap-x-10 gap-y-3 px-4 py-3 desk:px-6">
          <Figure name={t("sales.charged")} large>
            {format.money(amount, currency)}
          </Figure>
          <Figure name={t("sales.count")} large>
            {format.number(payments)}
          </Figure>
          {methods.map(({ method, amount, payments }) => (
            <Figure key={method} name={`${t(`sales.method.${method}`)} · ${format.number(payments)}`}>
              {format.money(amount, currency)}
            </Figure>
          ))}
        </dl>
      ))}
    </div>
  );
}

function Figure({ name, large, children }: { name: string; large?: boolean; children: string }) {
  return (
    <div>
      <dt className="text-12 text-muted">{name}</dt>
      <dd className={large ? "text-20 font-semibold" : "pt-1 text-14"}>{children}</dd>
    </div>
  );
}
