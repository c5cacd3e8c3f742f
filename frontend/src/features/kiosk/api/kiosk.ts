/** `GET /kiosks/<id>` and `/kiosks/<id>/status`. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { useLiveKiosks } from "@/realtime/hooks";

export function useKiosk(id: number) {
  const api = useApi();
  return useQuery(
    queryOptions({
      queryKey: ["kiosk", id],
      queryFn: ({ signal }) =>
        unwrap(api.GET("/kiosks/{kiosk_id}", { params: { path: { kiosk_id: id } }, signal })),
    }),
  );
}

/** The state and the last reading, which then move by themselves. */
export function useKioskStatus(id: number) {
  const api = useApi();
  const live = useLiveKiosks();
  return useQuery(
    queryOptions({
      queryKey: ["kiosk", id, "status"],
      queryFn: async ({ signal }) => {
        const askedAt = performance.now();
        const path = { kiosk_id: id };
        const status = await unwrap(api.GET("/kiosks/{kiosk_id}/status", { params: { path }, signal }));
        live.seed([{ ...status, id }], askedAt);
        return status;
      },
    }),
  );
}
