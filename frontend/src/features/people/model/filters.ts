/** Which people are shown, in the address. */
import { useAddressFilters } from "@/lib/useAddressFilters";

export interface Filters {
  q: string;
  role: string;
  state: "" | "active" | "disabled";
}

export function useFilters() {
  const { filters, set, reset } = useAddressFilters(["q", "role", "state"]);
  const { state } = filters;
  const known: Filters = { ...filters, state: state === "active" || state === "disabled" ? state : "" };
  return { filters: known, set, reset };
}
