/** `GET /ai/models` and what there is to know of one: versions, runs, drift. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { isActive, type Run } from "../model/run";

/** While a run goes on it is asked for again this often, should the line that tells of it be lost. */
const FOLLOW_MS = 5_000;

export function useModels() {
  const api = useApi();
  return useQuery({
    queryKey: ["models"],
    queryFn: ({ signal }) => unwrap(api.GET("/ai/models", { signal })),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ run }) => run && isActive(run)) ? FOLLOW_MS : false,
  });
}

export function useVersions(name: string) {
  const api = useApi();
  const { data, ...list } = useInfiniteQuery({
    queryKey: ["models", name, "versions"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { name }, query: pageParam ? { cursor: pageParam } : {} };
      return unwrap(api.GET("/ai/models/{name}/versions", { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...list, versions: data?.pages.flatMap((page) => page.items) };
}

export function useRuns(name: string) {
  const api = useApi();
  const { data, ...list } = useInfiniteQuery({
    queryKey: ["models", name, "runs"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const params = { path: { name }, query: pageParam ? { cursor: pageParam } : {} };
      return unwrap(api.GET("/ai/models/{name}/runs", { params, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return { ...list, runs: data?.pages.flatMap((page) => page.items) };
}

export function useRun(name: string, id: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["models", name, "runs", id],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/ai/models/{name}/runs/{run_id}", { params: { path: { name, run_id: id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isActive(state.data as Run) ? FOLLOW_MS : false),
  });
}

export function useDrift(name: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["models", name, "drift"],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/ai/models/{name}/drift", { params: { path: { name } }, signal })),
  });
}
