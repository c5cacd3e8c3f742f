/** `GET /auth/people`: the names of those to whom kiosks may belong. */
import { useQuery } from "@tanstack/react-query";
import { unwrap } from "@/api/problem";
import { useMay } from "@/session/SessionContext";
import { useApi } from "./ApiContext";

/** The most the server gives at once. */
const LIMIT = 500;

/** Empty for who may not know the others, and while nobody is asked for. */
export function usePeople(asked = true) {
  const api = useApi();
  const may = useMay("people.read");
  const { data } = useQuery({
    queryKey: ["people"],
    queryFn: ({ signal }) => unwrap(api.GET("/auth/people", { params: { query: { limit: LIMIT } }, signal })),
    enabled: may && asked,
  });
  return data?.items ?? [];
}

/** What to call a person; undefined for who may not know, and while it is not known. */
export function usePersonName(id: number | null): string | undefined {
  const person = usePeople(id !== null).find((one) => one.id === id);
  return person && (person.name || person.username);
}
