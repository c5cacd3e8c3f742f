/** The measurements of a reading: where each stands, its unit, and when it deserves a look. */
import type { Kiosk, Reading } from "@/api/types";

type MeasuredPlace = Omit<NonNullable<Kiosk["real_location"]>, "at">;
export type Section = "hardware" | "environmental" | "network";

export interface Metric {
  name: string;
  section: Section;
  unit: "%" | "°C" | "ms" | "dBm" | "";
  /** Decimals shown. */
  digits: number;
  /** A fixed scale for the chart where the unit has one. */
  range?: [number, number];
  /** From here on it deserves attention, and from here on somebody has to act. */
  limits?: [attention: number, critical: number];
}

export const metrics = [
  { name: "cpu_usage", section: "hardware", unit: "%", digits: 0, range: [0, 100] },
  { name: "cpu_temp", section: "hardware", unit: "°C", digits: 0, limits: [80, 90] },
  { name: "ram_usage", section: "hardware", unit: "%", digits: 0, range: [0, 100], limits: [92, 98] },
  { name: "disk_usage", section: "hardware", unit: "%", digits: 0, range: [0, 100], limits: [90, 97] },
  { name: "temperature", section: "environmental", unit: "°C", digits: 1, limits: [40, 50] },
  { name: "humidity", section: "environmental", unit: "%", digits: 0, range: [0, 100] },
  { name: "air_quality", section: "environmental", unit: "", digits: 0 },
  { name: "latency", section: "network", unit: "ms", digits: 0 },
  { name: "signal_strength", section: "network", unit: "dBm", digits: 0 },
] as const satisfies Metric[];

export type MetricName = (typeof metrics)[number]["name"];

const byName = new Map<string, Metric>(metrics.map((metric) => [metric.name, metric]));

export function metricOf(name: MetricName): Metric {
  return byName.get(name) as Metric;
}

/** A measurement of a reading, or undefined when the kiosk did not send it. */
export function measured(reading: Reading | null | undefined, metric: Metric): number | undefined {
  const value = reading?.[metric.section]?.[metric.name];
  return typeof value === "number" ? value : undefined;
}

/** Where the kiosk says it is, if it says so. */
export function measuredPlace(reading: Reading | null | undefined): MeasuredPlace | undefined {
  const { lat, lng, accuracy } = reading?.location ?? {};
  if (typeof lat !== "number" || typeof lng !== "number") return undefined;
  return { lat, lng, accuracy: typeof accuracy === "number" ? accuracy : null };
}

export const peripherals = ["printer_status", "cash_acceptor", "card_reader"] as const;
export type Peripheral = (typeof peripherals)[number];

export function peripheralState(reading: Reading | null | undefined, name: Peripheral): string | undefined {
  const value = reading?.peripherals?.[name];
  return typeof value === "string" ? value : undefined;
}
