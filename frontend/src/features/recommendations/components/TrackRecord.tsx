/** The record of being right: of what was decided and measured, how much proved so. */
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { useRecord } from "../api/recommendations";

export function TrackRecord() {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error, refetch } = useRecord();

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
    if (!data) return <Skeleton className="h-40" />;
    return (
      <>
        <p className="text-14">
          {data.measured === 0 ? (
            <span className="text-muted">{t("record.none")}</span>
          ) : (
            <>
              <span className="text-28 font-semibold">
                {format.number((100 * data.right) / data.measured)} %
              </span>
              <span className="block text-13 text-muted">
                {t("record.right", { right: format.number(data.right), count: data.measured })}
              </span>
            </>
          )}
        </p>
        {data.accepted_sales.map(({ currency, expected, actual }) => (
          <p key={currency} className="mt-2 text-13">
            {t("record.sales", {
              actual: format.money(actual, currency),
              expected: format.money(expected, currency),
            })}
          </p>
        ))}
        {data.items.length > 0 && (
          <table className="mt-4 w-full text-13">
            <thead>
              <tr className="text-12 text-muted [&>th]:h-8 [&>th]:font-normal">
                <th scope="col" className="text-left">
                  {t("record.kind")}
                </th>
                <th scope="col" className="text-right">
                  {t("record.taken")}
                </th>
                <th scope="col" className="text-right">
                  {t("record.hits")}
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((line) => (
                <tr key={line.code} className="border-t border-line [&>td]:h-9 [&>td]:text-right">
                  <th scope="row" className="text-left font-normal">
                    {t(`advice.code.${line.code}`)}
                  </th>
                  <td>
                    {t("record.of", { some: format.number(line.accepted), all: format.number(line.made) })}
                  </td>
                  <td>
                    {line.measured === 0
                      ? "–"
                      : t("record.of", {
                          some: format.number(line.right),
                          all: format.number(line.measured),
                        })}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </>
    );
  };

  return (
    <section aria-labelledby="record">
      <h2 id="record" className="mb-2 border-b border-line pb-1.5 text-14 font-semibold">
        {t("record.title")}
      </h2>
      {content()}
    </section>
  );
}
