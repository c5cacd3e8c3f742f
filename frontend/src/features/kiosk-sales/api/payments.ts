/** `GET /payments` of one kiosk, newest first, page by page until the period is whole. */
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { type Period, startOf } from "../model/period";

/** The most the server gives at once. */
const PAGE = 500;
const REFRESH_MS = 30_000;

export function usePayments(kioskId: number, period: Period) {
  const api = useApi();
  const payments = useInfiniteQuery(
    infiniteQueryOptions({
      queryKey: ["kiosk", kioskId, "payments", period],
      initialPageParam: undefined as string | undefined,
      queryFn: ({ pageParam, signal }) => {
        const query = {
          kiosk_id: kioskId,
          from: startOf(period).toISOString(),
          sort: "-occurred_at" as const,
          limit: PAGE,
          ...(pageParam ? { cursor: pageParam } : {}),
        };
        return unwrap(api.GET("/payments", { params: { query }, signal }));
      },
      getNextPageParam: (page) => page.next_cursor ?? undefined,
      refetchInterval: REFRESH_MS,
    }),
  );
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = payments;

  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);

  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  return {
    items,
    total: data?.pages[0]?.total ?? null,
    complete: data !== undefined && !hasNextPage,
    pending: payments.isPending,
    error: payments.error,
    at: payments.dataUpdatedAt,
    refetch: payments.refetch,
  };
}
