/** `GET /ai/kiosks/<id>/scores` of the last minutes, and the words of the incident that goes on. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { serverNow } from "@/lib/clock";

const REFRESH_MS = 30_000;
/** What was thought longer ago is not what is thought now. */
const RECENT_MS = 300_000;

export function useScoreNow(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["scores", id, "now"],
    queryFn: ({ signal }) => {
      const query = { from: new Date(serverNow() - RECENT_MS).toISOString() };
      const params = { path: { kiosk_id: id }, query };
      return unwrap(api.GET("/ai/kiosks/{kiosk_id}/scores", { params, signal }));
    },
    refetchInterval: REFRESH_MS,
  });
}

export function useWords(incident: number | undefined) {
  const api = useApi();
  return useQuery({
    queryKey: ["incidents", incident],
    queryFn: ({ signal }) => {
      const path = { incident_id: incident ?? 0 };
      return unwrap(api.GET("/ai/incidents/{incident_id}", { params: { path }, signal }));
    },
    enabled: incident !== undefined,
  });
}
