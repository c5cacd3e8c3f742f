/** `GET /auth/people`: whose kiosks one may ask for by name. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { useMay } from "@/session/SessionContext";

/** The most the server gives at once. */
const LIMIT = 500;

/** Empty for who may not know the others. */
export function usePeople() {
  const api = useApi();
  const may = useMay("people.read");
  const { data } = useQuery({
    queryKey: ["people"],
    queryFn: ({ signal }) => unwrap(api.GET("/auth/people", { params: { query: { limit: LIMIT } }, signal })),
    enabled: may,
  });
  return data?.items ?? [];
}
