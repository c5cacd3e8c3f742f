/** `GET/POST /auth/roles`, `GET/PUT/DELETE /auth/roles/<name>` and `GET /auth/permissions`. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { components } from "@/api/schema";

export type Role = components["schemas"]["RoleOut"];

export function useRoles() {
  const api = useApi();
  return useQuery({
    queryKey: ["roles"],
    queryFn: async ({ signal }): Promise<Role[]> => {
      const query = { limit: 500 };
      return (await unwrap(api.GET("/auth/roles", { params: { query }, signal }))).items;
    },
  });
}

export function usePermissions() {
  const api = useApi();
  return useQuery({
    queryKey: ["permissions"],
    queryFn: async ({ signal }) => (await unwrap(api.GET("/auth/permissions", { signal }))).items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Makes a role, or gives an existing one other permissions. */
export function useSaveRole() {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ role, isNew }: { role: Omit<Role, "built_in">; isNew: boolean }): Promise<Role> => {
      const { name, permissions } = role;
      const written = isNew
        ? api.POST("/auth/roles", { body: { name, permissions } })
        : api.PUT("/auth/roles/{name}", { params: { path: { name } }, body: { permissions } });
      return (await unwrap(written)).role;
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["roles"] }),
  });
}

export function useDeleteRole(name: string) {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.DELETE("/auth/roles/{name}", { params: { path: { name } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["roles"] }),
  });
}
