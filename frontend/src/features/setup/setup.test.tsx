import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import type { Kiosk } from "@/api/types";
import { makeKiosk, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const people = [
  { id: 1, username: "admin", name: "Ana", role: "admin" },
  { id: 4, username: "tecnico", name: "Teo", role: "technician" },
];

/** The kiosk as the server has it, its version, and what was written. */
let kiosk: Kiosk;
let version = 1;
let written: { method: string; match: string | null; body: unknown }[] = [];

const withTag = (body: object) => HttpResponse.json(body, { headers: { ETag: `"${version}"` } });

beforeEach(() => {
  kiosk = makeKiosk(7, { name: "Aeropuerto", location: "Sala 5", group: "norte" });
  version = 1;
  written = [];
  URL.createObjectURL = vi.fn(() => "blob:qr");
  URL.revokeObjectURL = vi.fn();
  backend.user = {
    ...backend.user,
    permissions: ["kiosks.read_all", "kiosks.write", "kiosks.claim", "kiosks.assign_others", "people.read"],
  };
  const write = async (request: Request, change: (body: Partial<Kiosk>) => void) => {
    const match = request.headers.get("If-Match");
    const body = request.method === "PUT" || request.url.endsWith("/assign") ? await request.json() : null;
    written.push({ method: request.method, match, body });
    if (match && match !== `"${version}"`) return problem(412, "lost_update", "Alguien lo cambió antes");
    change(body as Partial<Kiosk>);
    version += 1;
    return withTag({ message: "", kiosk });
  };
  server.use(
    http.get(at("/kiosks/7"), () => withTag(kiosk)),
    http.get(at("/kiosks/7/status"), () => HttpResponse.json({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
    http.get(at("/kiosks/7/qr.svg"), () =>
      HttpResponse.text("<svg/>", { headers: { "Content-Type": "image/svg+xml" } }),
    ),
    http.get(at("/auth/people"), ({ request }) => {
      const q = new URL(request.url).searchParams.get("q") ?? "";
      const items = people.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
      return HttpResponse.json({ items, next_cursor: null, total: items.length });
    }),
    http.put(at("/kiosks/7"), ({ request }) =>
      write(request, (body) => {
        kiosk = { ...kiosk, ...body };
      }),
    ),
    http.delete(at("/kiosks/7"), ({ request }) =>
      write(request, () => {
        kiosk = { ...kiosk, status: "retired", lifecycle: "retired" };
      }),
    ),
    http.post(at("/kiosks/assign"), ({ request }) =>
      write(request, (body) => {
        kiosk = { ...kiosk, assigned_to: (body as { user_id?: number }).user_id ?? 1 };
      }),
    ),
    http.post(at("/kiosks/7/unassign"), ({ request }) =>
      write(request, () => {
        kiosk = { ...kiosk, assigned_to: null };
      }),
    ),
  );
});

async function openSetup(path = "/app/kiosks/7/setup") {
  const user = renderApp(path);
  await signIn(user);
  await screen.findByLabelText("Lugar");
  return user;
}

async function retype(user: Awaited<ReturnType<typeof openSetup>>, field: string, text: string) {
  await user.clear(screen.getByLabelText(field));
  if (text) await user.type(screen.getByLabelText(field), text);
}

test("only what was changed is written, over the version it began with", async () => {
  const user = await openSetup();
  await retype(user, "Etiquetas", "24h, sur");
  await retype(user, "Grupo", "");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  expect(await screen.findByText("Guardado.")).toBeVisible();
  expect(written).toEqual([{ method: "PUT", match: '"1"', body: { group: null, tags: ["24h", "sur"] } }]);
});

test("what is typed while a save is under way stays, and is saved with the next one", async () => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  // Held, and then answered by the handler above.
  server.use(http.put(at("/kiosks/7"), () => held.then(() => undefined), { once: true }));
  const user = await openSetup();
  await retype(user, "Lugar", "Sala 9");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  await screen.findByRole("button", { name: "Guardando…" });
  await retype(user, "Modelo", "K-300");
  answer();
  await user.click(await screen.findByRole("button", { name: "Guardar" }));
  expect(await screen.findByText("Guardado.")).toBeVisible();
  expect(screen.getByLabelText("Modelo")).toHaveValue("K-300");
  expect(written.map(({ match, body }) => [match, body])).toEqual([
    ['"1"', { location: "Sala 9" }],
    ['"2"', { model: "K-300" }],
  ]);
});

test("after somebody else saved, what was typed stays and where both changed the same one is asked", async () => {
  const user = await openSetup();
  await retype(user, "Lugar", "Sala 9");
  kiosk = { ...kiosk, location: "Sala 1", name: "Aeropuerto T2" };
  version = 2;
  await user.click(screen.getByRole("button", { name: "Guardar" }));

  expect(await screen.findByText(/Otra persona cambió este kiosco/)).toBeVisible();
  expect(screen.getByLabelText("Lugar")).toHaveValue("Sala 9");
  expect(screen.getByLabelText("Nombre")).toHaveValue("Aeropuerto T2");
  expect(screen.getByText("La otra persona guardó: Sala 1")).toBeVisible();

  await user.click(screen.getByRole("button", { name: "Guardar lo mío" }));
  expect(await screen.findByText("Guardado.")).toBeVisible();
  expect(written.at(-1)).toEqual({ method: "PUT", match: '"2"', body: { location: "Sala 9" } });
  expect(kiosk.name).toBe("Aeropuerto T2");
});

test("what is not right is said at its field, before asking the server", async () => {
  const user = await openSetup();
  await retype(user, "Posición", "aquí");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  expect(await screen.findByText(/Escribe latitud y longitud/)).toBeVisible();
  expect(written).toEqual([]);
});

test("the kiosk is given to a person who is searched by name, and taken back", async () => {
  const user = await openSetup();
  await user.click(screen.getByRole("link", { name: "Asignar a…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Asignar Aeropuerto" }));
  await user.type(dialog.getByLabelText("Buscar por nombre o usuario"), "te");
  await waitFor(() => expect(dialog.queryByRole("button", { name: /Ana/ })).toBeNull());
  await user.click(dialog.getByRole("button", { name: /Teo/ }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  // In the heading and at its place.
  expect(screen.getAllByText("Teo")).toHaveLength(2);
  expect(written.at(-1)?.body).toEqual({ code: "K1007", user_id: 4 });

  await user.click(screen.getByRole("button", { name: "Dejar sin asignar" }));
  expect(await screen.findByText("No está asignado a nadie")).toBeVisible();
});

test("a dialog over the form keeps what was typed, and gives the focus back to what opened it", async () => {
  const user = await openSetup();
  await retype(user, "Lugar", "Sala 9");
  const link = screen.getByRole("link", { name: "Asignar a…" });
  await user.click(link);
  await screen.findByRole("dialog", { name: "Asignar Aeropuerto" });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(link).toHaveFocus());
  expect(screen.getByLabelText("Lugar")).toHaveValue("Sala 9");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  expect(await screen.findByText("Guardado.")).toBeVisible();
  expect(written).toMatchObject([{ match: '"1"', body: { location: "Sala 9" } }]);
});

test("one's own kiosk shows the user name of who has no other", async () => {
  backend.user = { ...backend.user, name: "" };
  kiosk = { ...kiosk, assigned_to: 1 };
  await openSetup();
  expect(screen.getByText("admin (tú)")).toBeVisible();
});

test("retiring says what it means and wants the code typed", async () => {
  const user = await openSetup("/app/kiosks/7/setup/retire");
  const dialog = within(await screen.findByRole("dialog", { name: "Retirar Aeropuerto" }));
  expect(dialog.getByText(/Su clave deja de valer ahora/)).toBeVisible();
  const retire = dialog.getByRole("button", { name: "Retirar para siempre" });
  expect(retire).toBeDisabled();
  await user.type(dialog.getByLabelText("Escribe K1007 para confirmar"), "k1007");
  await waitFor(() => expect(retire).toBeEnabled());
  await user.click(retire);
  await waitFor(() => expect(currentAddress()).toBe("/app/kiosks/7/setup"));
  expect(await screen.findByText(/Este kiosco está retirado/)).toBeVisible();
  expect(written.at(-1)).toMatchObject({ method: "DELETE", match: '"1"' });
});

test("who may not change kiosks sees the label and whose it is, nothing more", async () => {
  backend.user = { ...backend.user, permissions: ["kiosks.read_all"] };
  await signIn(renderApp("/app/kiosks/7/setup"));
  expect(await screen.findByRole("img", { name: "Código QR de Aeropuerto" })).toBeVisible();
  expect(screen.getByText("No está asignado a nadie")).toBeVisible();
  expect(screen.queryByLabelText("Lugar")).toBeNull();
  expect(screen.queryByRole("link", { name: "Retirar…" })).toBeNull();
});

test.each(["assign", "enrolment", "retire"])(
  "the dialog %s is not for who may not use it, and says so",
  async (dialog) => {
    backend.user = { ...backend.user, permissions: ["kiosks.read_all"] };
    const user = renderApp(`/app/kiosks/7/setup/${dialog}`);
    await signIn(user);
    const refusal = within(await screen.findByRole("dialog", { name: "No puedes ver esta página" }));
    await user.click(refusal.getByRole("button", { name: "Cerrar" }));
    expect(currentAddress()).toBe("/app/kiosks/7/setup");
  },
);

test("a kiosk that is retired is not offered to be retired again", async () => {
  kiosk = { ...kiosk, status: "retired", lifecycle: "retired" };
  await signIn(renderApp("/app/kiosks/7/setup/retire"));
  const dialog = await screen.findByRole("dialog", { name: "Retirar Aeropuerto" });
  expect(dialog).toHaveTextContent(/Este kiosco está retirado/);
  expect(within(dialog).queryByLabelText(/Escribe K1007/)).toBeNull();
});
