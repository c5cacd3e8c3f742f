/** The chart of past forecasts against what came and of the days to come, and the same as a table. */
import { ChevronRight } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Skeleton } from "@/components/ui/Skeleton";
import { useFormat } from "@/i18n/format";
import { dayColumns, noon, type Point, withExpected } from "../model/days";
import { SkillMark } from "./SkillMark";

const DayChart = lazy(() => import("./DayChart"));

interface Props {
  forecasts: components["schemas"]["ForecastsOut"];
  expected: components["schemas"]["PredictionOut"]["daily"];
}

export function Forecasts({ forecasts, expected }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { currency, compared, skill, coverage } = forecasts;
  const points = useMemo(() => withExpected(forecasts.points, expected), [forecasts.points, expected]);
  const [place, setPlace] = useState<number | null>(null);
  const columns = useMemo(() => dayColumns(points), [points]);
  const day = place === null ? undefined : points[place];
  const money = (amount: string | null) => (amount === null ? "–" : format.money(amount, currency));

  return (
    <figure className="min-w-0">
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 text-13">
        <span className="flex flex-wrap items-center gap-x-4 text-muted">
          <Key look="border-ink">{t("outlook.actual")}</Key>
          <Key look="border-dashed border-link">{t("outlook.expected")}</Key>
        </span>
        <span>
          {day ? (
            <>
              <span className="text-muted">{format.day(noon(day.day))}</span>{" "}
              {t("outlook.ofDay", { actual: money(day.actual), expected: money(day.forecast) })}
            </>
          ) : (
            compared > 0 && (
              <>
                {t("outlook.sofar", { count: compared })} <SkillMark skill={skill} />
                {coverage !== null && (
                  <span className="ml-3 text-muted">
                    {t("outlook.inside", { percent: format.number(coverage * 100) })}
                  </span>
                )}
              </>
            )
          )}
        </span>
      </figcaption>
      <div className="mt-1 h-64">
        <Suspense fallback={<Skeleton className="h-full" />}>
          <DayChart
            label={t("outlook.chart", { days: points.length, compared })}
            columns={columns}
            onDay={setPlace}
          />
        </Suspense>
      </div>
      <Days points={points} money={money} />
    </figure>
  );
}

function Key({ look, children }: { look: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`w-5 border-t-2 ${look}`} />
      {children}
    </span>
  );
}

function Days({ points, money }: { points: Point[]; money: (amount: string | null) => string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <details className="group mt-1">
      <summary className="pressable flex cursor-pointer items-center gap-1 text-13 text-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        {t("outlook.table")}
      </summary>
      <div className="overflow-x-auto">
        <table className="w-full max-w-3xl text-13">
          <thead>
            <tr className="text-12 text-muted [&>th]:h-9 [&>th]:pl-4 [&>th]:text-right [&>th]:font-normal">
              <th scope="col" className="pl-0! text-left!">
                {t("outlook.day")}
              </th>
              <th scope="col">{t("outlook.actual")}</th>
              <th scope="col">{t("outlook.expected")}</th>
              <th scope="col">{t("outlook.interval")}</th>
            </tr>
          </thead>
          <tbody>
            {points.toReversed().map((point) => (
              <tr
                key={point.day}
                className="border-t border-line [&>*]:h-9 [&>td]:pl-4 [&>td]:text-right [&>td]:whitespace-nowrap"
              >
                <th scope="row" className="text-left font-normal whitespace-nowrap">
                  {format.day(noon(point.day))}
                  {point.replayed && <span className="text-muted"> · {t("outlook.replayed")}</span>}
                </th>
                <td>{money(point.actual)}</td>
                <td>{money(point.forecast)}</td>
                <td className="text-muted">
                  {point.low === null ? "–" : `${money(point.low)} – ${money(point.high)}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
