import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { admin, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import type { Entry } from "./api/audit";
import { changesOf } from "./model/diff";
import { toQuery } from "./model/filters";

const backend = useBackend();

function makeEntry(id: number, changes: Partial<Entry> = {}): Entry {
  return {
    id,
    at: new Date().toISOString(),
    actor_id: 1,
    actor: "admin",
    action: "user.changed",
    target: "user:7",
    before: null,
    after: null,
    address: "192.0.2.7",
    user_agent: "Firefox",
    request_id: `r-${id}`,
    ...changes,
  };
}

let asked: URLSearchParams[];

beforeEach(() => {
  asked = [];
  backend.user = { ...admin, permissions: ["audit.read"] };
  server.use(
    http.get(`${location.origin}/auth/audit`, ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(searchParams);
      const older = searchParams.get("cursor") === "older";
      return HttpResponse.json({
        items: older
          ? [makeEntry(1, { action: "some.new_action" })]
          : [
              makeEntry(3, {
                before: { role: "user", permissions: ["a", "b"] },
                after: { role: "operator", permissions: ["b", "c"] },
              }),
              makeEntry(2, { action: "login.failed", actor: null }),
            ],
        next_cursor: older ? null : "older",
      });
    }),
  );
});

test("an entry opens to what it changed, and leads to all of the same person", async () => {
  const user = renderApp("/app/audit");
  await signIn(user);
  const list = within(await screen.findByRole("list", { name: "Auditoría" }));
  await user.click(list.getByText("Cambió a una persona"));
  const row = list.getByRole("row", { name: /role/ });
  expect(row).toHaveTextContent("useroperator");
  expect(within(row).getByLabelText("pasa a ser")).toBeVisible();
  await user.click(list.getAllByRole("button", { name: "Todo de admin" })[0] as HTMLElement);
  expect(currentAddress()).toBe("/app/audit?actor=admin");
  await vi.waitFor(() => expect(asked.at(-1)?.get("actor")).toBe("admin"));
});

test("older entries follow, and one that this app does not know has its own name", async () => {
  const user = renderApp("/app/audit");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Ver anteriores" }));
  expect(await screen.findByText("some.new_action")).toBeVisible();
  expect(screen.getByText("No hay nada anterior.")).toBeVisible();
});

test("the filters of the address are those of the question", async () => {
  await signIn(renderApp("/app/audit?action=login.failed&target=user:7"));
  expect(await screen.findByLabelText("Qué hizo")).toHaveValue("login.failed");
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({ action: "login.failed", target: "user:7" });
});

test("a day goes from midnight to midnight where the person is", () => {
  const filters = { actor: " ana ", action: "", target: "", from: "2026-03-01", to: "2026-03-01" };
  const { actor, from, to, ...rest } = toQuery(filters);
  expect(rest).toEqual({});
  expect(actor).toBe("ana");
  expect(new Date(String(from)).getTime()).toBe(new Date(2026, 2, 1).getTime());
  expect(new Date(String(to)).getTime()).toBe(new Date(2026, 2, 2).getTime());
  expect(toQuery({ ...filters, from: "yesterday", to: "" })).toEqual({ actor: "ana" });
});

test("of a list one sees what came and what went", () => {
  expect(changesOf({ p: ["a", "b"] }, { p: ["b", "c"], n: false })).toEqual([
    { field: "p", before: "a, b", after: "b, c", added: ["c"], removed: ["a"] },
    { field: "n", before: undefined, after: "false", added: [], removed: [] },
  ]);
});
