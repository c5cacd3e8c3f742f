/** `GET /ai/kiosks/<id>/scores`: how unusual a kiosk was over a range, and what was found in it. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { serverNow } from "@/lib/clock";
import { isLive, type Range, spanOf } from "../model/range";

/** There is a new one each minute. */
const REFRESH_MS = 30_000;

export function useScores(id: number, range: Range, wanted: boolean) {
  const api = useApi();
  return useQuery({
    queryKey: ["scores", id, range],
    queryFn: ({ signal }) => {
      const { from, to } = spanOf(range, serverNow());
      const iso = (at: number) => new Date(at).toISOString();
      const query = { from: iso(from), ...(isLive(range) ? {} : { to: iso(to) }) };
      const params = { path: { kiosk_id: id }, query };
      return unwrap(api.GET("/ai/kiosks/{kiosk_id}/scores", { params, signal }));
    },
    refetchInterval: isLive(range) && REFRESH_MS,
    enabled: wanted,
  });
}
