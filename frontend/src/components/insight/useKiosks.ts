/** `GET /kiosks`, whole: the names of what insight speaks of by number. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Kiosk } from "@/api/types";

const PAGE = 500;
/** Names change seldom. */
const FRESH_MS = 300_000;

export function useKiosks() {
  const api = useApi();
  const { data, error } = useQuery({
    queryKey: ["kiosk-names"],
    queryFn: async ({ signal }) => {
      const all: Kiosk[] = [];
      let cursor: string | null | undefined;
      do {
        const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
        const page = await unwrap(api.GET("/kiosks", { params: { query }, signal }));
        all.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
      return all;
    },
    staleTime: FRESH_MS,
    refetchOnMount: true,
  });
  const byId = useMemo(() => new Map(data?.map((kiosk) => [kiosk.id, kiosk])), [data]);
  return { kiosks: byId, error };
}
