/** Which recommendations are shown, in the address. */
import { useSearchParams } from "react-router";
import type { Advice } from "@/api/types";

export const states = ["open", "accepted", "dismissed", "lapsed"] as const satisfies Advice["state"][];

export function useShownState(): [Advice["state"], (state: Advice["state"]) => void] {
  const [params, setParams] = useSearchParams();
  const state = states.find((known) => known === params.get("state")) ?? "open";
  return [state, (next) => setParams(next === "open" ? {} : { state: next }, { replace: true })];
}
