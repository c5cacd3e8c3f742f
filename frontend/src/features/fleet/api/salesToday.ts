/** `GET /payments/summary`: what all kiosks together took since midnight here. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import { sum } from "@/lib/decimal";
import { useNow } from "@/lib/useNow";

const REFRESH_MS = 15_000;

export interface Sales {
  /** The currency in which most payments were made; amounts of different money are never added. */
  currency: string;
  amount: string;
  payments: number;
}

/** Undefined while it is not known, null when nothing was sold yet. */
export function useSalesToday(): Sales | null | undefined {
  const api = useApi();
  // Asked anew for another day when midnight comes.
  const midnight = useNow((now) => new Date(now).setHours(0, 0, 0, 0));
  const { data } = useQuery({
    queryKey: ["sales", midnight],
    queryFn: ({ signal }) => {
      const query = { by: "method" as const, from: new Date(midnight).toISOString() };
      return unwrap(api.GET("/payments/summary", { params: { query }, signal }));
    },
    refetchInterval: REFRESH_MS,
  });
  if (!data) return undefined;
  const currencies = [...new Set(data.items.map(({ currency }) => currency))].map((currency) => {
    const own = data.items.filter((one) => one.currency === currency);
    return {
      currency,
      amount: sum(own.map(({ amount }) => amount)),
      payments: own.reduce((all, { count }) => all + count, 0),
    };
  });
  return currencies.sort((a, b) => b.payments - a.payments)[0] ?? null;
}
