import "fake-indexeddb/auto";
import { cleanup, screen, waitFor } from "@testing-library/react";
import { openDB } from "idb";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { makeKiosk, useBackend } from "@/testing/backend";
import { renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

const backend = useBackend();

async function countKept(): Promise<number> {
  const store = await openDB("admin-kiosk");
  try {
    const counts = await Promise.all([...store.objectStoreNames].map((name) => store.count(name)));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    store.close();
  }
}

function cutTheNetwork(): void {
  server.use(
    http.get(`${location.origin}/app/config.json`, () => HttpResponse.error()),
    http.post(`${location.origin}/auth/refresh`, () => HttpResponse.error()),
    http.get(`${location.origin}/kiosks`, () => HttpResponse.error()),
  );
}

beforeEach(() => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
});

async function visit() {
  const user = renderApp("/app/fleet");
  await signIn(user);
  expect(await screen.findByRole("link", { name: "Aeropuerto" })).toBeVisible();
  await waitFor(async () => expect(await countKept()).toBe(3));
  return user;
}

test("without a network the app opens with what it last knew, and says from when that is", async () => {
  await visit();
  cleanup();
  cutTheNetwork();
  renderApp("/app/fleet");
  expect(await screen.findByText(/Sin conexión. Ves lo último que se supo/)).toBeVisible();
  expect(await screen.findByRole("link", { name: "Aeropuerto" })).toBeVisible();
});

test("what is kept holds no token", async () => {
  await visit();
  const store = await openDB("admin-kiosk");
  const kept = await Promise.all([...store.objectStoreNames].map((name) => store.getAll(name)));
  store.close();
  expect(JSON.stringify(kept)).toContain("Aeropuerto");
  expect(JSON.stringify([kept, { ...localStorage }])).not.toContain(backend.token);
});

test("signing out wipes what was kept", async () => {
  const user = await visit();
  await user.click(screen.getByRole("button", { name: /^Yo/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Cerrar sesión" }));
  await screen.findByLabelText("Contraseña");
  await waitFor(async () => expect(await countKept()).toBe(0));
});
