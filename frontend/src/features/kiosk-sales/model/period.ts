/** The days whose sales are shown, in the address. */
import { useSearchParams } from "react-router";
import { serverNow } from "@/lib/clock";

export const periods = ["today", "7d", "30d"] as const;
export type Period = (typeof periods)[number];

const days: Record<Period, number> = { today: 1, "7d": 7, "30d": 30 };

/** Midnight here at the beginning of the period; today is its last day. */
export function startOf(period: Period): Date {
  const start = new Date(serverNow());
  start.setHours(0, 0, 0, 0);
  start.setDate(start.getDate() - days[period] + 1);
  return start;
}

export function usePeriod(): [Period, (period: Period) => void] {
  const [params, setParams] = useSearchParams();
  const period = periods.find((known) => known === params.get("range")) ?? "today";
  return [period, (next) => setParams(next === "today" ? {} : { range: next }, { replace: true })];
}
