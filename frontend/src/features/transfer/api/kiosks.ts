/** `GET /kiosks`, whole, for choosing whose labels to print. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { Kiosk } from "@/api/types";

const PAGE = 500;

export function useKiosks() {
  const api = useApi();
  return useQuery({
    queryKey: ["label-kiosks"],
    queryFn: async ({ signal }) => {
      const all: Kiosk[] = [];
      let cursor: string | null | undefined;
      do {
        const query = { limit: PAGE, ...(cursor ? { cursor } : {}) };
        const page = await unwrap(api.GET("/kiosks", { params: { query }, signal }));
        all.push(...page.items);
        cursor = page.next_cursor;
      } while (cursor);
      return all.filter(({ lifecycle }) => lifecycle !== "retired");
    },
  });
}
