/** How a kiosk is, in the four words the whole app uses, and therefore what comes first. */
import type { Kiosk, Reading } from "@/api/types";
import { type Metric, measured, metrics, type Peripheral, peripheralState, peripherals } from "./metrics";

export type Tone = "good" | "attention" | "critical" | "unknown";

type KioskState = Pick<Kiosk, "status" | "connection">;

const severity: Record<Tone, number> = { critical: 3, attention: 2, good: 1, unknown: 0 };

/** Words of the contract that do not stop the machine from selling, but soon will. */
const warnings = new Set(["low_ink"]);

export function peripheralTone(state: string | undefined): Tone {
  if (state === undefined) return "unknown";
  if (state === "ready") return "good";
  return warnings.has(state) ? "attention" : "critical";
}

export function measurementTone(metric: Metric, value: number | undefined): Tone {
  if (value === undefined) return "unknown";
  if (!metric.limits) return "good";
  const [attention, critical] = metric.limits;
  return value >= critical ? "critical" : value >= attention ? "attention" : "good";
}

function statusTone(status: Kiosk["status"]): Tone {
  if (status === "online") return "good";
  if (status === "blocked") return "critical";
  return status === "offline" || status === "registered" || status === "retired" ? "unknown" : "attention";
}

interface Finding {
  tone: "attention" | "critical";
  /** The metric or peripheral it is about. */
  subject: Metric["name"] | Peripheral;
}

/** What of a reading needs someone, worst first. */
export function findings(reading: Reading | null): Finding[] {
  if (!reading) return [];
  const found: Finding[] = [];
  const note = (tone: Tone, subject: Finding["subject"]) => {
    if (tone === "attention" || tone === "critical") found.push({ tone, subject });
  };
  for (const name of peripherals) note(peripheralTone(peripheralState(reading, name)), name);
  for (const metric of metrics) note(measurementTone(metric, measured(reading, metric)), metric.name);
  return found.sort((a, b) => severity[b.tone] - severity[a.tone]);
}

/** The tone of a kiosk as a whole. What an offline one last said about itself says nothing about now. */
export function conditionOf({ status, connection }: KioskState, reading: Reading | null): Tone {
  const own = statusTone(status);
  if (own === "unknown" || connection === "offline") return own;
  const worst = findings(reading)[0]?.tone ?? "good";
  return severity[worst] > severity[own] ? worst : own;
}

/** Place in a list that opens on what needs someone now; smaller comes first. */
export function urgency(status: Kiosk["status"], condition: Tone): number {
  if (condition === "critical") return 0;
  if (status === "offline") return 1;
  if (condition === "attention") return 2;
  // One that never spoke stands in no shop yet: it must not push the working ones out of sight.
  if (status === "registered") return 4;
  return status === "retired" ? 5 : 3;
}
