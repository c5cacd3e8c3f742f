/** What is most unusual: value, usual range, how far, and since when. */
import { useTranslation } from "react-i18next";
import type { IncidentDetail, TopMetric } from "@/api/types";
import { useFeatureName } from "@/components/insight/useFeatureName";
import { type Format, useFormat } from "@/i18n/format";

export function TopMetrics({ incident: { top, limits } }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const featureName = useFeatureName();
  return (
    <section aria-labelledby="top-metrics">
      <h2 id="top-metrics" className="border-b border-line pb-1.5 text-14 font-semibold">
        {t("incident.why")}
      </h2>
      <div className="overflow-x-auto">
        <table className="w-full text-13">
          <thead className="max-desk:sr-only">
            <tr className="text-left text-12 text-muted [&>th]:h-9 [&>th]:pr-4 [&>th]:font-normal">
              <th scope="col">{t("incident.metric")}</th>
              <th scope="col">{t("incident.value")}</th>
              <th scope="col">{t("incident.usual")}</th>
              <th scope="col">{t("incident.distance")}</th>
              <th scope="col">{t("incident.since")}</th>
            </tr>
          </thead>
          <tbody>
            {top.map((one) => (
              <tr
                key={one.metric}
                className="border-t border-line max-desk:grid max-desk:grid-cols-2 max-desk:gap-x-4 max-desk:py-2 desk:[&>*]:h-9 desk:[&>*]:pr-4"
              >
                <th scope="row" className="text-left font-medium">
                  {featureName(one.metric)}
                </th>
                <td className="max-desk:text-right">{amount(one, one.value, format)}</td>
                <td className="text-muted">
                  <span className="desk:hidden">{t("incident.usual")}: </span>
                  {one.usual
                    ? `${amount(one, one.usual[0] ?? null, format)} – ${amount(one, one.usual[1] ?? null, format)}`
                    : t("incident.unknown")}
                </td>
                <td className="max-desk:text-right">{sigmas(one, format)}</td>
                <td className="text-muted max-desk:col-span-2">
                  {one.since && (
                    <>
                      <span className="desk:hidden">{t("incident.since")} </span>
                      {format.moment(one.since)}
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {limits.length > 0 && (
        <p className="mt-2 text-13 text-muted">
          {t("incident.limits", { names: limits.map(featureName).join(", ") })}
        </p>
      )}
    </section>
  );
}

/** A share of a minute is a percentage to people. */
function amount({ metric, unit }: TopMetric, value: number | null, { number }: Format): string {
  if (value === null) return "–";
  if (metric.endsWith("_share")) return `${number(value * 100)} %`;
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return `${number(value, digits)} ${unit}`.trim();
}

function sigmas({ sigma }: TopMetric, { number }: Format): string {
  if (sigma === null) return "–";
  return `${sigma > 0 ? "+" : "−"}${number(Math.abs(sigma), 1)} σ`;
}
