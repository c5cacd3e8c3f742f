/** `GET /payments/summary`: what all kiosks together took since midnight here. */
import { useQuery } from "@tanstack/react-query";
import { useApi } from "@/api/ApiContext";
import { unwrap } from "@/api/problem";
import type { components } from "@/api/schema";
import { sum } from "@/lib/decimal";
import { useNow } from "@/lib/useNow";

type Group = components["schemas"]["SummaryOut.SumOut"];

const REFRESH_MS = 15_000;

export interface Sales {
  /** The currency in which most payments were made; amounts of different money are never added. */
  currency: string;
  amount: string;
  payments: number;
}

interface Known {
  /** Undefined while it is not known, null when nothing was sold yet. */
  sales: Sales | null | undefined;
  /** When the server told so, in milliseconds. */
  at: number;
  /** It did not answer when it was last asked. */
  failed: boolean;
}

export function useSalesToday(): Known {
  const api = useApi();
  // Asked anew for another day when midnight comes.
  const midnight = useNow((now) => new Date(now).setHours(0, 0, 0, 0));
  const { data, dataUpdatedAt, isError } = useQuery({
    queryKey: ["sales", midnight],
    queryFn: ({ signal }) => {
      const query = { by: "method" as const, from: new Date(midnight).toISOString() };
      return unwrap(api.GET("/payments/summary", { params: { query }, signal }));
    },
    refetchInterval: REFRESH_MS,
  });
  return { sales: data && mostMade(data.items), at: dataUpdatedAt, failed: isError };
}

function mostMade(items: Group[]): Sales | null {
  const currencies = [...new Set(items.map(({ currency }) => currency))].map((currency) => {
    const own = items.filter((one) => one.currency === currency);
    return {
      currency,
      amount: sum(own.map(({ amount }) => amount)),
      payments: own.reduce((all, { count }) => all + count, 0),
    };
  });
  return currencies.sort((a, b) => b.payments - a.payments)[0] ?? null;
}
