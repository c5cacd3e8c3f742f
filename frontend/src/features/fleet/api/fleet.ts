/** `GET /kiosks` with the latest readings, page by page until the fleet is whole. */
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useApi } from "@/api/ApiContext";
import type { Api } from "@/api/client";
import { KIOSKS_PAGE } from "@/api/kiosks";
import { unwrap } from "@/api/problem";
import { useLiveKiosks } from "@/realtime/hooks";
import type { LiveKiosks } from "@/realtime/liveKiosks";

/** The server leaves retired kiosks out unless they are asked for. */
type Part = "in service" | "retired";

function fleetQuery(api: Api, live: LiveKiosks, part: Part) {
  return infiniteQueryOptions({
    queryKey: part === "retired" ? ["kiosks", part] : ["kiosks"],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const askedAt = performance.now();
      const query = {
        limit: KIOSKS_PAGE,
        include: "reading" as const,
        ...(part === "retired" ? { status: part } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      const page = await unwrap(api.GET("/kiosks", { params: { query }, signal }));
      live.seed(page.items, askedAt);
      return page;
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

function usePages(part: Part, asked: boolean) {
  const query = fleetQuery(useApi(), useLiveKiosks(), part);
  const { data, error, isPending, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage, refetch } =
    useInfiniteQuery({ ...query, enabled: asked });

  useEffect(() => {
    if (asked && hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [asked, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);

  const kiosks = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const total = data?.pages[0]?.total ?? kiosks.length;
  return { kiosks, total, complete: !hasNextPage, isPending: asked && isPending, error, refetch };
}

export function useFleet() {
  return usePages("in service", true);
}

export function useRetired(asked: boolean) {
  return usePages("retired", asked);
}
