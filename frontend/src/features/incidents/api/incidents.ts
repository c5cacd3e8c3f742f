/** `GET /ai/incidents`, page by page, newest first; one of them; and the verdict on it. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Incident, Verdict } from "@/api/types";
import { type Filters, toQuery } from "../model/filters";

const PAGE = 50;

export function useIncidents(state: Incident["state"], filters: Filters, wanted: boolean) {
  const api = useApi();
  const { data, ...list } = useInfiniteQuery({
    queryKey: ["incidents", "list", state, filters],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...toQuery(filters), state, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) };
      return unwrap(api.GET("/ai/incidents", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
    enabled: wanted,
  });
  return { ...list, incidents: wanted ? data?.pages.flatMap((page) => page.items) : [] };
}

export function useIncident(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["incidents", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/ai/incidents/{incident_id}", { params: { path: { incident_id: id } }, signal })),
  });
}

export function useJudge(id: number) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ verdict, note }: { verdict: Verdict; note: string }) =>
      unwrap(
        api.POST("/ai/incidents/{incident_id}/verdict", {
          params: { path: { incident_id: id } },
          body: { verdict, ...(note ? { note } : {}) },
        }),
      ),
    onSuccess: ({ incident }) => {
      queries.setQueryData(["incidents", id], incident);
      void queries.invalidateQueries({ queryKey: ["incidents", "list"] });
      void queries.invalidateQueries({ queryKey: ["models"] });
    },
  });
}
