/** `GET /kiosks/by-code/<code>` and `POST /kiosks/assign`. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";

export function useKioskByCode(code: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["kiosk", "by-code", code],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/kiosks/by-code/{code}", { params: { path: { code } }, signal })),
    // What stands before one is looked at anew each time.
    gcTime: 0,
  });
}

/** Makes the kiosk of this label one's own. */
export function useClaim(code: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => (await unwrap(api.POST("/kiosks/assign", { body: { code } }))).kiosk,
    onSuccess: (kiosk) => {
      queries.setQueryData(["kiosk", "by-code", code], kiosk);
      void queries.invalidateQueries({ queryKey: ["kiosks"] });
      void queries.invalidateQueries({ queryKey: ["kiosk", kiosk.id] });
    },
  });
}
