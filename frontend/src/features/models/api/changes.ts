/** What people do with models: retrain, promote, roll back, set the budget of alerts. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap, unwrapVersioned } from "@/api/problem";

function useShowAgain() {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: ["models"] });
}

/** Throws `Problem` 409 while there is a run. */
export function useRetrain(name: string) {
  const api = useApi();
  const showAgain = useShowAgain();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/ai/models/{name}/retrain", { params: { path: { name } } })),
    onSettled: showAgain,
  });
}

export type Move = "promote" | "rollback";

/** Throws `Problem` 409 when the version cannot serve. */
export function useMove(name: string, version: number, move: Move) {
  const api = useApi();
  const showAgain = useShowAgain();
  return useMutation({
    mutationFn: () => {
      const options = { params: { path: { name, version } } };
      return unwrap(
        move === "promote"
          ? api.POST("/ai/models/{name}/versions/{version}/promote", options)
          : api.POST("/ai/models/{name}/versions/{version}/rollback", options),
      );
    },
    // Not waited for: the dialog closes before the versions have changed places under it.
    onSettled: () => void showAgain(),
  });
}

export function useSettings(name: string) {
  const api = useApi();
  return useQuery({
    queryKey: ["models", name, "settings"],
    queryFn: async ({ signal }) => {
      const { data, etag } = await unwrapVersioned(
        api.GET("/ai/models/{name}/settings", { params: { path: { name } }, signal }),
      );
      return { ...data, etag };
    },
  });
}

/** Throws `Problem` 412 when somebody else saved meanwhile. */
export function useSaveBudget(name: string) {
  const api = useApi();
  const showAgain = useShowAgain();
  return useMutation({
    mutationFn: ({ budget, etag }: { budget: number; etag: string }) =>
      unwrap(
        api.PUT("/ai/models/{name}/settings", {
          params: { path: { name } },
          headers: { "If-Match": etag },
          body: { alerts_per_kiosk_day: budget },
        }),
      ),
    onSettled: showAgain,
  });
}
