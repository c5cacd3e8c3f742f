/** Which version served when. */
import type { Model } from "@/api/types";

/** The version that served before this one last began to; nothing when there is none to go back to. */
export function servedBefore({ history }: Pick<Model, "history">, version: number): number | undefined {
  return (
    history.find((change) => change.version === version && change.action !== "refused")?.previous ?? undefined
  );
}
