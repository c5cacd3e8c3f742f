/** `GET /auth/people`: to whom a kiosk may be assigned. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";

/** More are found by typing more of the name. */
const SHOWN = 20;

export function usePeopleLike(text: string) {
  const api = useApi();
  const q = text.trim();
  return useQuery({
    queryKey: ["people", "like", q],
    queryFn: ({ signal }) =>
      unwrap(api.GET("/auth/people", { params: { query: { limit: SHOWN, ...(q ? { q } : {}) } }, signal })),
    placeholderData: keepPreviousData,
  });
}
