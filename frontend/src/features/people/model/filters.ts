/** Which people are shown, in the address. */
import { useSearchParams } from "react-router";

export interface Filters {
  q: string;
  role: string;
  state: "" | "active" | "disabled";
}

export function useFilters() {
  const [params, setParams] = useSearchParams();
  const state = params.get("state");
  const filters: Filters = {
    q: params.get("q") ?? "",
    role: params.get("role") ?? "",
    state: state === "active" || state === "disabled" ? state : "",
  };
  const set = (name: keyof Filters, value: string) =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return { filters, set, reset: () => setParams({}, { replace: true }) };
}
