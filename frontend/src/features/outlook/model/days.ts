/** The days of a forecast as columns for a chart. */
import type { components } from "@/api/schema";

export type Point = components["schemas"]["ForecastsOut.ForecastPoint"];

/** Days as seconds since the epoch at noon here, then what came, what was expected, lowest and highest. */
export type DayColumns = [number[], ...(number | null)[][]];

const value = (amount: string | null) => (amount === null ? null : Number(amount));

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
