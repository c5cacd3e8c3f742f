/** Which incidents are shown, in the address. Days are the person's own, from midnight to midnight. */
import { useSearchParams } from "react-router";

export const states = ["all", "open", "resolved"] as const;
export const verdicts = ["none", "true_fault", "false_alarm"] as const;
const names = ["state", "verdict", "kiosk", "from", "to"] as const;
export type FilterName = (typeof names)[number];
export type Filters = Record<FilterName, string>;

export function useFilters() {
  const [params, setParams] = useSearchParams();
  const filters = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Filters;
  const set = (name: FilterName, value: string) =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const active = names.some((name) => filters[name] !== "");
  return { filters, active, set, reset: () => setParams({}, { replace: true }) };
}

/** As the server takes them; the state is asked for apart. */
export function toQuery({ verdict, kiosk, from, to }: Filters) {
  const known = verdicts.find((one) => one === verdict);
  const since = midnight(from, 0);
  const until = midnight(to, 1);
  return {
    ...(known ? { verdict: known } : {}),
    ...(/^[1-9]\d{0,9}$/.test(kiosk) ? { kiosk_id: Number(kiosk) } : {}),
    ...(since ? { from: since } : {}),
    ...(until ? { to: until } : {}),
  };
}

function midnight(day: string, later: number): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return undefined;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
