/** Numbers and times as people read them, in their language. */
import type { TFunction } from "i18next";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { useTranslation } from "react-i18next";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Below this, "now" is calmer than counting, and just as true for a kiosk that reports every 5 s. */
const JUST_NOW_MS = 10_000;

export interface Format {
  /** Words: the same as of `useTranslation`, without a subscription of its own for each cell of a table. */
  t: TFunction;
  number: (value: number, digits?: number) => string;
  /** `2.4 km`, `35 m` */
  distance: (metres: number) => string;
  /** `14:05` */
  time: (at: number | string) => string;
  /** `12 Mar` */
  day: (at: number | string) => string;
  /** `12 Mar 14:05` */
  moment: (at: number | string) => string;
  /** An exact decimal in its currency. */
  money: (amount: string, currency: string) => string;
  /** Without its cents, for a headline. */
  roundMoney: (amount: string, currency: string) => string;
  /** `2 d 3 h`, `14 min`, `8 s`: two units at most. */
  duration: (ms: number) => string;
  /** Day and time, for a tooltip. */
  full: (at: number | string) => string;
  /** `now`, `14 s ago`, `3 min ago`, `14:05`, `12 Mar 14:05`: the shortest that is still exact enough. */
  ago: (at: number | string, now: number) => string;
  /** `in 59 min` */
  until: (at: number | string, now: number) => string;
}

function createFormat(language: string, t: TFunction): Format {
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
  const full = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
  });
  const relative = new Intl.RelativeTimeFormat(language, { style: "narrow" });
  const numbers = [0, 1, 2].map(
    (digits) =>
      new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  // The decimal goes in as text: a float would not hold every amount exactly.
  const money = (amount: string, style: Intl.NumberFormatOptions) =>
    new Intl.NumberFormat(language, { style: "currency", useGrouping: "always", ...style }).format(
      amount as `${number}`,
    );
  const number = (value: number, digits = 0) => (numbers[digits] ?? numbers[0])?.format(value) ?? "";
  return {
    t,
    number,
    distance: (metres) => (metres < 1_000 ? `${number(metres)} m` : `${number(metres / 1_000, 1)} km`),
    time: (at) => time.format(new Date(at)),
    day: (at) => day.format(new Date(at)),
    moment: (at) => `${day.format(new Date(at))} ${time.format(new Date(at))}`,
    money: (amount, currency) => money(amount, { currency }),
    roundMoney: (amount, currency) =>
      money(amount, { currency, minimumFractionDigits: 0, maximumFractionDigits: 0 }),
    duration,
    full: (at) => full.format(new Date(at)),
    ago: (at, now) => {
      const then = new Date(at);
      const passed = now - then.getTime();
      if (passed < JUST_NOW_MS) return t("time.now");
      if (passed < MINUTE) return relative.format(-Math.floor(passed / 1_000), "second");
      if (passed < HOUR) return relative.format(-Math.floor(passed / MINUTE), "minute");
      const today = then.toDateString() === new Date(now).toDateString();
      return today ? time.format(then) : `${day.format(then)} ${time.format(then)}`;
    },
    until: (at, now) => {
      const left = new Date(at).getTime() - now;
      return relative.format(Math.max(0, Math.round(left / MINUTE)), "minute");
    },
  };
}

const units = [
  ["d", 24 * HOUR],
  ["h", HOUR],
  ["min", MINUTE],
  ["s", 1_000],
] as const;

function duration(ms: number): string {
  const first = units.findIndex(([, size]) => ms >= size);
  if (first < 0) return "0 s";
  let left = ms;
  const parts: string[] = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const whole = Math.floor(left / size);
    left -= whole * size;
    if (whole > 0) parts.push(`${whole} ${name}`);
  }
  return parts.join(" ");
}

const FormatContext = createContext<Format | null>(null);

/** Makes the formats once for the whole app: in a table of live cells they would be made a thousand times. */
export function FormatProvider({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const format = useMemo(() => createFormat(i18n.language, t), [i18n.language, t]);
  return <FormatContext value={format}>{children}</FormatContext>;
}

export function useFormat(): Format {
  const format = useContext(FormatContext);
  if (!format) throw new Error("useFormat needs a FormatProvider");
  return format;
}
