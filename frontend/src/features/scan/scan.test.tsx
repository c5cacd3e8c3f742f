import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { Kiosk } from "@/api/types";
import { admin, makeKiosk, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { codeIn } from "./model/code";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;

/** The kiosk behind the code ABCD2345, if the person sees one. */
let kiosk: Kiosk | undefined;

beforeEach(() => {
  kiosk = makeKiosk(7, { code: "ABCD2345", name: "Aeropuerto", assigned_to: null });
  backend.user = { ...admin, permissions: ["kiosks.read_all", "kiosks.claim", "people.read"] };
  server.use(
    http.get(at("/kiosks/by-code/:code"), ({ params }) =>
      kiosk && params.code === kiosk.code
        ? HttpResponse.json(kiosk)
        : problem(404, "kiosk_not_found", "Ese kiosco no existe o no puedes verlo."),
    ),
    http.get(at("/auth/people"), () =>
      HttpResponse.json({
        items: [{ id: 9, username: "tecnico", name: "Luis", role: "technician" }],
        next_cursor: null,
        total: 1,
      }),
    ),
  );
});

async function typeCode(text: string) {
  const user = renderApp("/app/scan");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Escribir el código" }));
  await user.type(await screen.findByLabelText("Código del kiosco"), text);
  await user.click(screen.getByRole("button", { name: "Buscar" }));
  return user;
}

test.each([
  ["ABCD2345", "ABCD2345"],
  [" abcd2345 ", "ABCD2345"],
  ["https://kiosks.example:8443/k/abcd2345?from=label", "ABCD2345"],
  ["http://other-host/k/AB-CD.23", "AB-CD.23"],
])("%s is the code %s, on whatever host its label was printed for", (text, code) => {
  expect(codeIn(text)).toBe(code);
});

test.each(["https://example.com/menu", "WIFI:S:casa;;", "", "dos palabras", "https://a.example/k/"])(
  "%s is no kiosk's label",
  (text) => {
    expect(codeIn(text)).toBeUndefined();
  },
);

test("without a camera one reads why, and types the code", async () => {
  await signIn(renderApp("/app/scan"));
  expect(await screen.findByRole("alert")).toHaveTextContent("El navegador no da la cámara a esta página");
  expect(screen.getByRole("button", { name: "Escribir el código" })).toBeVisible();
});

test("a free kiosk shows how it is and becomes one's own", async () => {
  let sent: unknown;
  server.use(
    http.post(at("/kiosks/assign"), async ({ request }) => {
      sent = await request.json();
      kiosk = makeKiosk(7, { code: "ABCD2345", name: "Aeropuerto", assigned_to: admin.id });
      return HttpResponse.json({ message: "assigned", kiosk });
    }),
  );
  const user = await typeCode("http://kiosks.example/k/abcd2345");
  expect(await screen.findByRole("heading", { name: "Aeropuerto" })).toBeVisible();
  expect(currentAddress()).toBe("/app/scan?code=ABCD2345");
  expect(screen.getByText("No está asignado a nadie")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Asignármelo" }));
  expect(await screen.findByText("Está asignado a ti")).toBeVisible();
  expect(sent).toEqual({ code: "ABCD2345" });
  expect(screen.getByRole("link", { name: "Abrir el kiosco" })).toHaveAttribute("href", "/app/kiosks/7");
  expect(screen.queryByRole("button", { name: "Asignármelo" })).toBeNull();
});

test("somebody else's kiosk says whose it is and cannot be taken without the permission", async () => {
  kiosk = makeKiosk(7, { code: "ABCD2345", assigned_to: 9 });
  await typeCode("ABCD2345");
  expect(await screen.findByText("Está asignado a Luis")).toBeVisible();
  expect(screen.queryByRole("button", { name: /asignármelo/i })).toBeNull();
});

test("a technician claims a kiosk they do not see yet, or reads who could reassign it", async () => {
  kiosk = undefined;
  backend.user = { ...admin, role: "technician", permissions: ["kiosks.claim"] };
  server.use(
    http.post(at("/kiosks/assign"), () =>
      problem(409, "kiosk_assigned_to_other", "Ese kiosco está asignado a otra persona."),
    ),
  );
  const user = await typeCode("ABCD2345");
  await user.click(await screen.findByRole("button", { name: "Asignármelo" }));
  expect(await screen.findByText("Ese kiosco está asignado a otra persona.")).toBeVisible();
  expect(screen.getByText(/Puede reasignarlo quien administra u opera/)).toBeVisible();
});

test("an unknown code is said to be unknown", async () => {
  kiosk = undefined;
  backend.user = { ...admin, permissions: ["kiosks.read_all"] };
  await typeCode("ABCD2345");
  expect(
    await screen.findByRole("heading", { name: "No hay ningún kiosco con el código ABCD2345" }),
  ).toBeVisible();
  expect(screen.queryByRole("button", { name: "Asignármelo" })).toBeNull();
});

test("the address on a label of a retired kiosk says so instead of opening it", async () => {
  kiosk = makeKiosk(7, { code: "ABCD2345", name: "Viejo", lifecycle: "retired", status: "retired" });
  await signIn(renderApp("/k/ABCD2345"));
  expect(await screen.findByText(/Este kiosco está dado de baja/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Asignármelo" })).toBeNull();
});

test("what is no code is refused before the server is asked", async () => {
  await typeCode("https://example.com/menu");
  expect(await screen.findByText(/Eso no es un código/)).toBeVisible();
});
