/** The days of a forecast as columns for a chart. */
import type { components } from "@/api/schema";

export type Point = components["schemas"]["ForecastsOut.ForecastPoint"];

/** Days as seconds since the epoch at noon here, then what came, what was expected, lowest and highest. */
export type DayColumns = [number[], ...(number | null)[][]];

const value = (amount: string | null) => (amount === null ? null : Number(amount));

/** The days to come with what is expected of them now, where no forecast of an earlier day was kept for them. */
export function withExpected(
  points: Point[],
  expected: components["schemas"]["PredictionOut"]["daily"],
): Point[] {
  const byDay = new Map(expected.map((one) => [one.date, one]));
  return points.map((point) => {
    const now = byDay.get(point.day);
    if (point.forecast !== null || !now) return point;
    const [low = null, high = null] = now.interval;
    return { ...point, forecast: now.amount, low, high };
  });
}

export function dayColumns(points: Point[]): DayColumns {
  return [
    points.map(({ day }) => noon(day) / 1_000),
    points.map(({ actual }) => value(actual)),
    points.map(({ forecast }) => value(forecast)),
    points.map(({ low }) => value(low)),
    points.map(({ high }) => value(high)),
  ];
}

/** The middle of a day here, in milliseconds: a day has no hour, and noon is in it everywhere. */
export function noon(day: string): number {
  return new Date(`${day}T12:00`).getTime();
}
