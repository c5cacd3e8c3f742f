/** `GET /kiosks/<id>/connections`: when the kiosk came online and went offline. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { serverNow } from "@/lib/clock";
import { useLive } from "@/realtime/hooks";
import { isLive, type Range, spanOf } from "../model/range";

/** The most the server gives at once. */
const LIMIT = 500;

export function useConnections(id: number, range: Range) {
  const api = useApi();
  // Each time it comes or goes there is one change more to ask for.
  const connection = useLive(id, (live) => live?.connection);
  return useQuery({
    queryKey: ["kiosk", id, "connections", range, connection],
    queryFn: ({ signal }) => {
      const { from, to } = spanOf(range, serverNow());
      const iso = (at: number) => new Date(at).toISOString();
      const query = { limit: LIMIT, from: iso(from), ...(isLive(range) ? {} : { to: iso(to) }) };
      const params = { path: { kiosk_id: id }, query };
      return unwrap(api.GET("/kiosks/{kiosk_id}/connections", { params, signal }));
    },
    placeholderData: keepPreviousData,
  });
}
