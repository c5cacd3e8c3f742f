/** `GET /kiosks/<id>/telemetry`: the last hour of a metric, to which new readings are then added. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { type MetricName, measured, metrics } from "@/domain/metrics";
import { useReadings } from "@/realtime/hooks";

export const SPAN_MS = 3_600_000;

/** A measurement in time; `at` in milliseconds since the epoch. */
export interface Point {
  at: number;
  value: number;
}

export interface Line {
  /** Seconds between points where they are rolled up. */
  step: number;
  points: Point[];
}

const keyOf = (id: number, metric: MetricName) => ["kiosk", id, "telemetry", metric];

export function useSeries(id: number, metric: MetricName) {
  const api = useApi();
  return useQuery(
    queryOptions({
      queryKey: keyOf(id, metric),
      queryFn: async ({ signal }): Promise<Line> => {
        const params = { path: { kiosk_id: id }, query: { metric } };
        const { step, points } = await unwrap(api.GET("/kiosks/{kiosk_id}/telemetry", { params, signal }));
        return {
          step: step ?? 0,
          points: points.map(([at, value]) => ({ at: Date.parse(String(at)), value: Number(value) })),
        };
      },
    }),
  );
}

/** Adds what the kiosk sends now to every series already on the screen. */
export function useGrowingSeries(id: number): void {
  const queries = useQueryClient();
  useReadings(id, (reading) => {
    for (const metric of metrics) {
      const value = measured(reading, metric);
      if (value === undefined) continue;
      const point = { at: Date.parse(reading.timestamp), value };
      queries.setQueryData<Line>(keyOf(id, metric.name), (line) => line && append(line, point));
    }
  });
}

/** The line with one point more at its end and without what is older than its span. */
export function append(line: Line, point: Point): Line {
  const last = line.points.at(-1);
  if (last && last.at >= point.at) return line;
  const kept = line.points.filter(({ at }) => point.at - at <= SPAN_MS);
  return { ...line, points: [...kept, point] };
}
