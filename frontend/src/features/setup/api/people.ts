/** `GET /auth/people`: to whom a kiosk may be assigned. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";

/** More are found by typing more of the name. */
const SHOWN = 20;
const LIMIT = 500;

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

/** The name of a person, for who may know it. */
export function usePersonName(id: number | null, enabled: boolean): string | undefined {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["people"],
    queryFn: ({ signal }) => unwrap(api.GET("/auth/people", { params: { query: { limit: LIMIT } }, signal })),
    enabled: enabled && id !== null,
  });
  return data?.items.find((person) => person.id === id)?.name;
}
