import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { admin, makeKiosk, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

const backend = useBackend();
const kiosks = `${location.origin}/kiosks`;

async function fillForm() {
  backend.kiosks = [makeKiosk(1)];
  const user = renderApp("/app/fleet/register");
  await signIn(user);
  const dialog = within(await screen.findByRole("dialog", { name: "Registrar kiosco" }));
  await user.type(dialog.getByLabelText("Nombre"), "Aeropuerto T2");
  await user.type(dialog.getByLabelText("Lugar"), "Sala 5");
  return { user, dialog };
}

test("a kiosk is registered and its token shown with the line to type", async () => {
  let sent: unknown;
  server.use(
    http.post(kiosks, async ({ request }) => {
      sent = await request.json();
      return HttpResponse.json(
        {
          message: "",
          kiosk: makeKiosk(2, { name: "Aeropuerto T2", serial: "S-2" }),
          enrolment_token: "e-secret",
          enrolment_expires_at: new Date(Date.now() + 3_600_000).toISOString(),
        },
        { status: 201 },
      );
    }),
  );
  const { user, dialog } = await fillForm();
  await user.click(dialog.getByText("Más datos (opcional)"));
  await user.type(dialog.getByLabelText("Etiquetas"), "24h, norte");
  await user.type(dialog.getByLabelText("Posición"), "19.4326, -99.1332");
  await user.click(dialog.getByRole("button", { name: "Registrar" }));

  const done = await screen.findByRole("dialog", { name: "Aeropuerto T2 está registrado" });
  expect(sent).toEqual({
    name: "Aeropuerto T2",
    location: "Sala 5",
    tags: ["24h", "norte"],
    assigned_location: { lat: 19.4326, lng: -99.1332 },
  });
  expect(done).toHaveTextContent(
    "python kiosk_app/kiosk_app.py --serial S-2 --server_url http://localhost:5000 --enrolment_token e-secret",
  );

  await user.click(within(done).getByRole("button", { name: "Copiar: Clave de alta" }));
  expect(await navigator.clipboard.readText()).toBe("e-secret");
  await user.click(within(done).getByRole("button", { name: "Cerrar" }));
  expect(currentAddress()).toBe("/app/fleet");
  expect(screen.queryByText("e-secret")).toBeNull();
});

test("after a lost answer the same registration is sent again, not another one", async () => {
  const keys: (string | null)[] = [];
  server.use(
    http.post(kiosks, ({ request }) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return HttpResponse.error();
    }),
  );
  const { user, dialog } = await fillForm();
  await user.click(dialog.getByRole("button", { name: "Registrar" }));
  expect(await dialog.findByRole("alert")).toBeVisible();
  await user.click(await dialog.findByRole("button", { name: "Registrar" }));
  await expect.poll(() => keys).toHaveLength(2);
  expect(keys[0]).toBeTruthy();
  expect(keys[1]).toBe(keys[0]);
});

test("who may not register kiosks reads so at the address of it", async () => {
  backend.user = { ...admin, permissions: ["kiosks.read_all"] };
  backend.kiosks = [makeKiosk(1)];
  const user = renderApp("/app/fleet/register");
  await signIn(user);
  const refusal = within(await screen.findByRole("dialog", { name: "No puedes ver esta página" }));
  await user.click(refusal.getByRole("button", { name: "Cerrar" }));
  expect(currentAddress()).toBe("/app/fleet");
});

test("what is missing is said at its field, before asking the server", async () => {
  const { user, dialog } = await fillForm();
  await user.clear(dialog.getByLabelText("Nombre"));
  await user.click(dialog.getByRole("button", { name: "Registrar" }));
  expect(await dialog.findByText("Hace falta este dato")).toBeVisible();
});

test("what the server does not accept is said at its field, in its words", async () => {
  server.use(
    http.post(kiosks, () =>
      problem(409, "conflict", "No se pudo registrar", [
        { field: "serial", code: "taken", message: "Esa serie ya existe" },
      ]),
    ),
  );
  const { user, dialog } = await fillForm();
  await user.click(dialog.getByText("Más datos (opcional)"));
  await user.type(dialog.getByLabelText("Número de serie"), "S-1");
  await user.click(dialog.getByRole("button", { name: "Registrar" }));
  expect(await dialog.findByText("Esa serie ya existe")).toBeVisible();
  expect(dialog.getByRole("alert")).toHaveTextContent("No se pudo registrar");
});
