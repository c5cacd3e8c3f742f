/** `GET /kiosks/<id>/telemetry`: a metric over a range, to which new readings are then added. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Kiosk } from "@/api/types";
import { type MetricName, measured, metrics } from "@/domain/metrics";
import { serverNow } from "@/lib/clock";
import { useReadings } from "@/realtime/hooks";
import { append, type Line } from "../model/line";
import { isLive, lengthOf, type Range, spanOf } from "../model/range";
import { useBacklog } from "./backlog";

const keyOf = (id: number, metric: MetricName, range: Range) => ["kiosk", id, "telemetry", metric, range];

export function useSeries(id: number, metric: MetricName, range: Range) {
  const api = useApi();
  return useQuery(
    queryOptions({
      queryKey: keyOf(id, metric, range),
      queryFn: async ({ signal }): Promise<Line> => {
        const { from, to } = spanOf(range, serverNow());
        const iso = (at: number) => new Date(at).toISOString();
        // Without an end the server takes its own now.
        const query = { metric, from: iso(from), ...(isLive(range) ? {} : { to: iso(to) }) };
        const params = { path: { kiosk_id: id }, query };
        const { step, points, ranges } = await unwrap(
          api.GET("/kiosks/{kiosk_id}/telemetry", { params, signal }),
        );
        return {
          step,
          points: points.map(([at, value], place) => ({
            at: Date.parse(String(at)),
            value: Number(value),
            range: ranges?.[place] as [number, number] | undefined,
          })),
        };
      },
    }),
  );
}

/** Adds what the kiosk sends now to every series on the screen that ends now, and fills in what it kept for later. */
export function useGrowingSeries(kiosk: Pick<Kiosk, "id" | "interval">, range: Range): void {
  const { id } = kiosk;
  const queries = useQueryClient();
  useBacklog(kiosk);
  useReadings(id, (reading) => {
    if (!isLive(range)) return;
    for (const metric of metrics) {
      const value = measured(reading, metric);
      if (value === undefined) continue;
      const point = { at: Date.parse(reading.timestamp), value };
      queries.setQueryData<Line>(
        keyOf(id, metric.name, range),
        (line) => line && append(line, point, lengthOf(range)),
      );
    }
  });
}
