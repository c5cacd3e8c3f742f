/** `GET /ai/risk`: what is thought of each kiosk now. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";

/** A kiosk is scored each minute. */
const REFRESH_MS = 30_000;

export function useRisk() {
  const api = useApi();
  return useQuery({
    queryKey: ["risk"],
    queryFn: ({ signal }) => unwrap(api.GET("/ai/risk", { signal })),
    refetchInterval: REFRESH_MS,
  });
}
