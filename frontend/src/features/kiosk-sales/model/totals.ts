/** What a list of payments comes to. */
import type { Payment } from "@/api/types";
import { sum } from "@/lib/decimal";

/** Where the money came in, whatever happened to it later. */
const paid = new Set<Payment["status"]>(["captured", "partially_refunded", "refunded"]);

export interface Total {
  currency: string;
  amount: string;
  payments: number;
  methods: { method: Payment["method"]; amount: string; payments: number }[];
}

/** Charged, before refunds, by currency: amounts of different money are never added. */
export function totalsOf(payments: Payment[]): Total[] {
  const charged = payments.filter(({ status }) => paid.has(status));
  return [...groupBy(charged, ({ currency }) => currency)]
    .map(([currency, all]) => ({
      currency,
      amount: sum(all.map(({ amount }) => amount)),
      payments: all.length,
      methods: [...groupBy(all, ({ method }) => method)]
        .map(([method, some]) => ({
          method,
          amount: sum(some.map(({ amount }) => amount)),
          payments: some.length,
        }))
        .sort((a, b) => b.payments - a.payments),
    }))
    .sort((a, b) => b.payments - a.payments);
}

function groupBy<K>(payments: Payment[], keyOf: (payment: Payment) => K): Map<K, Payment[]> {
  const groups = new Map<K, Payment[]>();
  for (const payment of payments) {
    const key = keyOf(payment);
    const group = groups.get(key);
    if (group) group.push(payment);
    else groups.set(key, [payment]);
  }
  return groups;
}
