/** `GET /kiosks/by-code/<code>`, `POST /kiosks/assign`, and `GET /auth/people` for whose a kiosk is. */
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

/** The name of a person, for who may know the others; null while it is not known. */
export function usePersonName(id: number | null, mayRead: boolean): string | null {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["people", "names"],
    queryFn: ({ signal }) => unwrap(api.GET("/auth/people", { params: { query: { limit: 500 } }, signal })),
    enabled: mayRead && id !== null,
    staleTime: 60_000,
  });
  const person = data?.items.find((one) => one.id === id);
  return person ? person.name || person.username : null;
}
