import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { Payment } from "@/api/types";
import { makeKiosk, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { totalsOf } from "./model/totals";

useBackend();
const at = (path: string) => `${location.origin}${path}`;
const kiosk = makeKiosk(7);
let payments: Payment[] = [];
let asked: URLSearchParams[] = [];

function pay(id: number, amount: string, changes: Partial<Payment> = {}): Payment {
  const now = new Date().toISOString();
  return {
    id,
    kiosk_id: 7,
    amount,
    currency: "ARS",
    method: "card",
    status: "captured",
    items: [],
    customer_email: null,
    occurred_at: now,
    created_at: now,
    recorded_by: null,
    demo: false,
    ...changes,
  };
}

beforeEach(() => {
  payments = [];
  asked = [];
  server.use(
    http.get(at("/kiosks/7"), () => HttpResponse.json(kiosk)),
    http.get(at("/kiosks/7/status"), () => HttpResponse.json({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
    http.get(at("/payments"), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const from = Number(query.get("cursor") ?? 0);
      const items = payments.slice(from, from + 2);
      const next_cursor = from + 2 < payments.length ? String(from + 2) : null;
      return HttpResponse.json({ items, next_cursor, total: payments.length });
    }),
  );
});

test("all pages of the kiosk's payments are summed exactly", async () => {
  payments = [pay(3, "0.10"), pay(2, "0.20", { method: "cash" }), pay(1, "9.00", { status: "failed" })];
  await signIn(renderApp("/app/kiosks/7/sales"));
  expect(await screen.findByText(/^0,30/)).toBeVisible();
  expect(screen.getByText("Efectivo · 1")).toBeVisible();
  expect(asked.every((query) => query.get("kiosk_id") === "7")).toBe(true);
});

test("the period is in the address, and an empty one says so", async () => {
  const user = renderApp("/app/kiosks/7/sales");
  await signIn(user);
  expect(await screen.findByText("Hoy no hay ventas todavía")).toBeVisible();
  await user.click(screen.getByRole("radio", { name: "7 días" }));
  expect(await screen.findByText("Sin ventas en los últimos 7 días")).toBeVisible();
  expect(currentAddress()).toBe("/app/kiosks/7/sales?range=7d");
});

test("payments that cannot be had say so", async () => {
  server.use(http.get(at("/payments"), () => problem(403, "forbidden", "No tienes permiso")));
  await signIn(renderApp("/app/kiosks/7/sales"));
  expect(await screen.findByText("No tienes permiso")).toBeVisible();
});

test("amounts of different money are never added", () => {
  const totals = totalsOf([pay(1, "1.00"), pay(2, "2.00"), pay(3, "5.00", { currency: "USD" })]);
  expect(totals.map(({ currency, amount }) => [currency, amount])).toEqual([
    ["ARS", "3.00"],
    ["USD", "5.00"],
  ]);
});
