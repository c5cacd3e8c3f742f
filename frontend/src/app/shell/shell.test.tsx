import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import { admin, makeKiosk, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";

const backend = useBackend();

beforeEach(() => {
  backend.kiosks = [makeKiosk(7, { name: "Aeropuerto" })];
});

test("only the places one may go to are in the rail", async () => {
  await signIn(renderApp("/app/fleet"));
  const rail = within(await screen.findByRole("navigation", { name: "Principal" }));
  expect(rail.getAllByRole("link").map((link) => link.textContent)).toEqual(["Flota", "Escanear", "Estado"]);
});

test("two keys lead to a place, a question mark to all keys", async () => {
  const user = renderApp("/app/fleet");
  await signIn(user);
  await screen.findByRole("link", { name: "Aeropuerto" });
  await user.keyboard("gs");
  expect(await screen.findByRole("heading", { name: "Escanear" })).toBeVisible();
  expect(screen.getByRole("main")).toHaveFocus();
  await user.keyboard("?");
  expect(await screen.findByRole("dialog", { name: "Atajos de teclado" })).toHaveTextContent("Ir a Flota");
});

test("the palette finds a kiosk, a place and an action by what is typed", async () => {
  const user = renderApp("/app/scan");
  await signIn(user);
  await screen.findByRole("heading", { name: "Escanear" });
  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox", { name: "Buscar y mandar" });
  await user.type(field, "aerop");
  expect(await screen.findByRole("option", { name: /Aeropuerto/ })).toBeVisible();
  await user.clear(field);
  await user.type(field, "tema oscuro");
  await user.keyboard("{Enter}");
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  expect(currentAddress()).toBe("/app/scan");
});

test("the palette is worked with the arrows and Enter", async () => {
  backend.user = { ...admin, permissions: [] };
  const user = renderApp("/app/scan");
  await signIn(user);
  await screen.findByRole("heading", { name: "Escanear" });
  await user.keyboard("/");
  const field = await screen.findByRole("combobox", { name: "Buscar y mandar" });
  await user.type(field, "ir a");
  const names = screen.getAllByRole("option").map((option) => option.textContent);
  expect(names).toEqual(["Ir a Flotag f", "Ir a Escanearg s", "Ir a Estadog t"]);
  await user.keyboard("{ArrowUp}{ArrowDown}{Enter}");
  await waitFor(() => expect(currentAddress()).toBe("/app/fleet"));
  expect(screen.queryByRole("combobox", { name: "Buscar y mandar" })).toBeNull();
});
