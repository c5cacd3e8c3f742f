/** Filters in the address, as texts: one that is not set is "" and not in the address. */
import { useSearchParams } from "react-router";

export function useAddressFilters<Name extends string>(names: readonly Name[]) {
  const [params, setParams] = useSearchParams();
  const filters = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Record<
    Name,
    string
  >;
  const set = (name: Name, value: string) =>
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
