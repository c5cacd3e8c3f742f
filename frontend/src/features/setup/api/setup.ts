/** What is changed of a kiosk: `PUT` and `DELETE /kiosks/<id>`, `POST /kiosks/assign` and `…/unassign`. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap, unwrapVersioned } from "@/api/problem";
import type { Kiosk, KioskChanges } from "@/api/types";

export interface Versioned {
  kiosk: Kiosk;
  /** For `If-Match`: who writes over this version writes over nothing else. */
  etag: string;
}

const keyOf = (id: number) => ["kiosk", id, "versioned"];

function show(queries: QueryClient, kiosk: Kiosk): void {
  queries.setQueryData(["kiosk", kiosk.id], kiosk);
  void queries.invalidateQueries({ queryKey: ["kiosk", kiosk.id] });
  void queries.invalidateQueries({ queryKey: ["kiosks"] });
}

export function useVersioned(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: keyOf(id),
    queryFn: async ({ signal }): Promise<Versioned> => {
      const path = { kiosk_id: id };
      const { data, etag } = await unwrapVersioned(
        api.GET("/kiosks/{kiosk_id}", { params: { path }, signal }),
      );
      return { kiosk: data, etag };
    },
  });
}

/** Throws `Problem` 412 when somebody else saved meanwhile. */
export function useSave(id: number) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ changes, etag }: { changes: KioskChanges; etag: string }): Promise<Versioned> => {
      const answer = api.PUT("/kiosks/{kiosk_id}", {
        params: { path: { kiosk_id: id } },
        headers: { "If-Match": etag },
        body: changes,
      });
      const saved = await unwrapVersioned(answer);
      return { kiosk: saved.data.kiosk, etag: saved.etag };
    },
    onSuccess: (saved) => {
      queries.setQueryData(keyOf(id), saved);
      show(queries, saved.kiosk);
    },
  });
}

/** Throws `Problem` 412 when it was changed after `etag`. */
export function useRetire(id: number) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (etag: string) =>
      unwrap(
        api.DELETE("/kiosks/{kiosk_id}", {
          params: { path: { kiosk_id: id } },
          headers: { "If-Match": etag },
        }),
      ),
    onSuccess: ({ kiosk }) => show(queries, kiosk),
  });
}

/** Without a person: to oneself. Throws `Problem` 409 when it is somebody else's and one may not take it. */
export function useAssign({ code }: Kiosk) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (person?: number) =>
      unwrap(
        api.POST("/kiosks/assign", { body: { code, ...(person === undefined ? {} : { user_id: person }) } }),
      ),
    onSuccess: ({ kiosk }) => show(queries, kiosk),
  });
}

export function useUnassign(id: number) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/kiosks/{kiosk_id}/unassign", { params: { path: { kiosk_id: id } } })),
    onSuccess: ({ kiosk }) => show(queries, kiosk),
  });
}
