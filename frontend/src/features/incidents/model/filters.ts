/** Which incidents are shown, in the address. Days are the person's own, from midnight to midnight. */
import { momentsOf } from "@/lib/days";
import { useAddressFilters } from "@/lib/useAddressFilters";

export const states = ["all", "open", "resolved"] as const;
export const verdicts = ["none", "true_fault", "false_alarm"] as const;
const names = ["state", "verdict", "kiosk", "from", "to"] as const;
export type FilterName = (typeof names)[number];
export type Filters = Record<FilterName, string>;

export const useFilters = () => useAddressFilters(names);

/** As the server takes them; the state is asked for apart. */
export function toQuery({ verdict, kiosk, from, to }: Filters) {
  const known = verdicts.find((one) => one === verdict);
  return {
    ...(known ? { verdict: known } : {}),
    ...(/^[1-9]\d{0,9}$/.test(kiosk) ? { kiosk_id: Number(kiosk) } : {}),
    ...momentsOf({ from, to }),
  };
}
