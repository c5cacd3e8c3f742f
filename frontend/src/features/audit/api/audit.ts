/** `GET /auth/audit`, page by page, newest first. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { components } from "@/api/schema";
import { type Filters, toQuery } from "../model/filters";

export type Entry = components["schemas"]["AuditList.AuditOut"];

export function useAudit(filters: Filters) {
  const api = useApi();
  const { data, ...audit } = useInfiniteQuery({
    queryKey: ["audit", filters],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...toQuery(filters), ...(pageParam ? { cursor: pageParam } : {}) };
      return unwrap(api.GET("/auth/audit", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
  return { ...audit, entries: data?.pages.flatMap((page) => page.items) };
}
