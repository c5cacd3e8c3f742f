/** `GET/POST /auth/users`, `GET/PUT/DELETE /auth/users/<id>` and `GET /auth/roles`. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { components } from "@/api/schema";
import type { Filters } from "../model/filters";

export type Person = components["schemas"]["AdministeredUser"];
export type PersonChanges = components["schemas"]["UserChanges"];
type NewPerson = components["schemas"]["UserIn"];

export function usePeople({ q, role, state }: Filters) {
  const api = useApi();
  const { data, ...people } = useInfiniteQuery({
    queryKey: ["people", { q, role, state }],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...(q ? { q } : {}),
        ...(role ? { role } : {}),
        ...(state ? { disabled: state === "disabled" } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return unwrap(api.GET("/auth/users", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (before) => before,
  });
  return { ...people, people: data?.pages.flatMap((page) => page.items), total: data?.pages[0]?.total };
}

export function usePerson(id: number) {
  const api = useApi();
  return useQuery({
    queryKey: ["person", id],
    queryFn: async ({ signal }) => {
      const answer = await api.GET("/auth/users/{user_id}", { params: { path: { user_id: id } }, signal });
      const person: Person = await unwrap(Promise.resolve(answer));
      return { person, version: answer.response.headers.get("ETag") };
    },
  });
}

export function useCreatePerson() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: NewPerson): Promise<Person> =>
      (await unwrap(api.POST("/auth/users", { body }))).user,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}

/** `version`: refused when somebody else changed the person meanwhile. */
export function useEditPerson(id: number) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ changes, version }: { changes: PersonChanges; version?: string | null }) => {
      const headers = version ? { "If-Match": version } : {};
      const params = { path: { user_id: id } };
      return (await unwrap(api.PUT("/auth/users/{user_id}", { params, headers, body: changes }))).user;
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["people"] }),
        queries.invalidateQueries({ queryKey: ["person", id] }),
      ]),
  });
}

export function useDeletePerson(id: number) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/auth/users/{user_id}", { params: { path: { user_id: id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["people"] }),
  });
}

/** The roles one may give. Who may not manage roles cannot ask for the list: the built-in ones then. */
export function useRoleNames(mayList: boolean): string[] {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["role-names"],
    queryFn: ({ signal }) => unwrap(api.GET("/auth/roles", { params: { query: { limit: 500 } }, signal })),
    enabled: mayList,
  });
  return data?.items.map(({ name }) => name) ?? builtIn;
}

const builtIn = ["admin", "operator", "technician", "analyst", "tester", "user"];
