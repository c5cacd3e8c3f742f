/** What lies under the line of a chart: incidents as bands, what is usual, where alarms begin. */
import type { Incident } from "@/api/types";

interface Shade {
  from: number;
  /** Undefined while it goes on. */
  to: number | undefined;
}

export interface Marks {
  shades: Shade[];
  /** Lowest and highest that is usual, in the units of the chart. */
  usual?: [number, number] | undefined;
  /** A line across. */
  threshold?: number | undefined;
}

const MINUTE_MS = 60_000;

/** An incident holds the whole of its last minute. */
export function marksOf(incidents: Pick<Incident, "started_at" | "ended_at">[]): Marks {
  return {
    shades: incidents.map(({ started_at, ended_at }) => ({
      from: Date.parse(started_at),
      to: ended_at ? Date.parse(ended_at) + MINUTE_MS : undefined,
    })),
  };
}
