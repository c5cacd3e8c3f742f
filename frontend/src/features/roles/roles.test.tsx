import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { admin, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import type { Role } from "./api/roles";
import { grouped } from "./model/permissions";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
let roles: Role[];

beforeEach(() => {
  roles = [
    { name: "operator", permissions: ["kiosks.write", "alerts.manage"], built_in: true },
    { name: "Turno de noche", permissions: ["alerts.manage"], built_in: false },
  ];
  backend.user = { ...admin, permissions: ["roles.manage", "kiosks.write", "alerts.manage"] };
  server.use(
    http.get(at("/auth/roles"), () => HttpResponse.json({ items: roles, next_cursor: null })),
    http.get(at("/auth/permissions"), () =>
      HttpResponse.json({ items: ["alerts.manage", "kiosks.write", "payments.refund", "new.thing"] }),
    ),
  );
});

test("what each role may do stands side by side, in words", async () => {
  await signIn(renderApp("/app/roles"));
  const row = await screen.findByRole("row", { name: /Registrar, editar, importar y retirar kioscos/ });
  expect(
    within(row)
      .getAllByRole("cell")
      .map((cell) => cell.textContent),
  ).toEqual(["", "No puede"]);
  expect(within(row).getByLabelText("Puede")).toBeVisible();
  expect(screen.getByRole("row", { name: /new.thing/ })).toBeVisible();
});

test("a built-in role can be read and not changed", async () => {
  await signIn(renderApp("/app/roles/operator"));
  const dialog = within(await screen.findByRole("dialog", { name: "Operación" }));
  expect(await dialog.findByRole("checkbox", { name: "Atender alertas" })).toBeDisabled();
  expect(dialog.queryByRole("button", { name: "Guardar" })).toBeNull();
});

test("one's own role gets other permissions, but none that one does not have", async () => {
  let sent: unknown;
  server.use(
    http.put(at("/auth/roles/:name"), async ({ request, params }) => {
      sent = [decodeURIComponent(String(params.name)), await request.json()];
      return HttpResponse.json({ message: "saved", role: roles[1] });
    }),
  );
  const user = renderApp("/app/roles/Turno%20de%20noche");
  await signIn(user);
  const dialog = within(await screen.findByRole("dialog", { name: "Turno de noche" }));
  expect(await dialog.findByRole("checkbox", { name: "Devolver pagos" })).toBeDisabled();
  await user.click(dialog.getByRole("checkbox", { name: /^Registrar, editar/ }));
  await user.click(dialog.getByRole("button", { name: "Guardar" }));
  await screen.findByRole("heading", { name: "Roles" });
  expect(sent).toEqual(["Turno de noche", { permissions: ["alerts.manage", "kiosks.write"] }]);
  expect(currentAddress()).toBe("/app/roles");
});

test("a role that people have is not deleted, and the reason is said", async () => {
  server.use(
    http.delete(at("/auth/roles/:name"), () => problem(409, "role_in_use", "Hay personas con ese rol.")),
  );
  const user = renderApp("/app/roles/Turno%20de%20noche");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Eliminar" }));
  await user.click(await screen.findByRole("button", { name: "Sí, eliminar este rol" }));
  expect(await screen.findByText("Hay personas con ese rol.")).toBeVisible();
});

test("permissions of a kind stand together, and unknown kinds at the end", () => {
  expect(grouped(["x.y", "users.manage", "kiosks.write", "kiosks.claim"])).toEqual([
    { name: "kiosks", permissions: ["kiosks.claim", "kiosks.write"] },
    { name: "users", permissions: ["users.manage"] },
    { name: "x", permissions: ["x.y"] },
  ]);
});
