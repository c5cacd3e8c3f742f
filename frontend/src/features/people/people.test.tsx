import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { admin, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import type { Person } from "./api/people";
import { drawPassword } from "./model/firstPassword";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;

function makePerson(id: number, changes: Partial<Person> = {}): Person {
  const now = new Date().toISOString();
  return {
    id,
    username: `persona${id}`,
    name: `Persona ${id}`,
    email: null,
    language: "es",
    role: "technician",
    disabled: false,
    must_change_password: false,
    otp_enabled: false,
    created_at: now,
    updated_at: now,
    ...changes,
  };
}

let people: Person[];
let asked: URLSearchParams[];

beforeEach(() => {
  asked = [];
  people = [
    makePerson(1, { username: "admin", name: "Ana", role: "admin" }),
    makePerson(2, { name: "Luis" }),
  ];
  backend.user = { ...admin, permissions: ["users.manage"] };
  server.use(
    http.get(at("/auth/users"), ({ request }) => {
      const { searchParams } = new URL(request.url);
      asked.push(searchParams);
      const q = searchParams.get("q") ?? "";
      const items = people.filter(({ name }) => name.includes(q));
      return HttpResponse.json({ items, next_cursor: null, total: items.length });
    }),
    http.get(at("/auth/users/:id"), ({ params }) => {
      const person = people.find(({ id }) => id === Number(params.id));
      return person
        ? HttpResponse.json(person, { headers: { ETag: '"v1"' } })
        : problem(404, "user_not_found", "Esa persona no existe.");
    }),
  );
});

test("people are found by name, and the search is in the address", async () => {
  const user = renderApp("/app/people");
  await signIn(user);
  const list = await screen.findByRole("list", { name: "Personas" });
  expect(within(list).getAllByRole("listitem")).toHaveLength(2);
  await user.type(screen.getByRole("searchbox"), "Lu");
  expect(await screen.findByText("1 persona")).toBeVisible();
  expect(currentAddress()).toBe("/app/people?q=Lu");
  await user.selectOptions(screen.getByLabelText("Estado"), "disabled");
  await screen.findByText("1 persona");
  expect(currentAddress()).toBe("/app/people?q=Lu&state=disabled");
});

test("a new person's first password is shown this once and is the one the server got", async () => {
  let sent: Record<string, unknown> = {};
  server.use(
    http.post(at("/auth/users"), async ({ request }) => {
      sent = (await request.json()) as Record<string, unknown>;
      return HttpResponse.json(
        { message: "created", user: makePerson(3, { username: "nueva" }) },
        { status: 201 },
      );
    }),
  );
  const user = renderApp("/app/people/new");
  await signIn(user);
  const dialog = within(await screen.findByRole("dialog", { name: "Añadir persona" }));
  await user.type(dialog.getByLabelText("Usuario"), "nueva");
  await user.selectOptions(dialog.getByLabelText("Rol"), "operator");
  await user.click(dialog.getByRole("button", { name: "Añadir" }));
  const done = await screen.findByRole("dialog", { name: "nueva ya puede entrar" });
  expect(sent).toMatchObject({
    username: "nueva",
    role: "operator",
    email: null,
    must_change_password: true,
  });
  expect(done).toHaveTextContent(String(sent.password));
  await user.click(within(done).getByRole("button", { name: "Listo, la tengo" }));
  expect(screen.queryByText(String(sent.password))).toBeNull();
});

test("a user name that is taken is said at its field", async () => {
  server.use(
    http.post(at("/auth/users"), () =>
      problem(409, "username_taken", "No se pudo", [
        { field: "username", code: "username_taken", message: "Ese nombre de usuario ya está en uso." },
      ]),
    ),
  );
  const user = renderApp("/app/people/new");
  await signIn(user);
  await user.type(await screen.findByLabelText("Usuario"), "admin");
  await user.click(screen.getByRole("button", { name: "Añadir" }));
  expect(await screen.findByText("Ese nombre de usuario ya está en uso.")).toBeVisible();
});

test("only what was touched is sent, with the version it was made of", async () => {
  let sent: unknown;
  let version: string | null = null;
  server.use(
    http.put(at("/auth/users/2"), async ({ request }) => {
      sent = await request.json();
      version = request.headers.get("If-Match");
      people[1] = makePerson(2, { name: "Luisa" });
      return HttpResponse.json({ message: "saved", user: people[1] });
    }),
  );
  const user = renderApp("/app/people/2");
  await signIn(user);
  const name = await screen.findByLabelText("Nombre");
  await user.clear(name);
  await user.type(name, "Luisa");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  expect(await screen.findByRole("heading", { name: "Luisa" })).toBeVisible();
  expect(sent).toEqual({ name: "Luisa" });
  expect(version).toBe('"v1"');
});

test("what is typed while a save is under way is still there to be saved", async () => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const sent: unknown[] = [];
  server.use(
    http.put(at("/auth/users/2"), async ({ request }) => {
      sent.push(await request.json());
      await held;
      people[1] = makePerson(2, { name: "Luisa" });
      return HttpResponse.json({ message: "saved", user: people[1] });
    }),
  );
  const user = renderApp("/app/people/2");
  await signIn(user);
  const name = await screen.findByLabelText("Nombre");
  await user.clear(name);
  await user.type(name, "Luisa");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  await user.type(screen.getByLabelText("Correo"), "l@example.com");
  answer();
  expect(await screen.findByRole("heading", { name: "Luisa" })).toBeVisible();
  await expect.poll(() => screen.queryByRole("button", { name: "Guardar" })).toBeEnabled();
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  await expect.poll(() => sent).toEqual([{ name: "Luisa" }, { email: "l@example.com" }]);
});

test("disabling says what it does before it is done", async () => {
  let sent: unknown;
  server.use(
    http.put(at("/auth/users/2"), async ({ request }) => {
      sent = await request.json();
      people[1] = makePerson(2, { name: "Luis", disabled: true });
      return HttpResponse.json({ message: "saved", user: people[1] });
    }),
  );
  const user = renderApp("/app/people/2");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Deshabilitar" }));
  const dialog = within(await screen.findByRole("dialog", { name: "¿Deshabilitar a Luis?" }));
  expect(sent).toBeUndefined();
  await user.click(dialog.getByRole("button", { name: "Deshabilitar" }));
  expect(await screen.findByRole("button", { name: "Habilitar" })).toBeVisible();
  expect(sent).toEqual({ disabled: true });
});

test("nobody is offered to lock themselves out", async () => {
  await signIn(renderApp("/app/people/1"));
  expect(await screen.findByLabelText("Rol", { selector: ":disabled" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Deshabilitar" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Eliminar" })).toBeNull();
});

test("who may not manage people is told so and asks for nothing", async () => {
  backend.user = { ...admin, permissions: [] };
  await signIn(renderApp("/app/people"));
  expect(await screen.findByRole("heading", { name: "No puedes ver esta página" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Personas" })).toBeNull();
  expect(asked).toHaveLength(0);
});

test("a drawn password is long, readable and never the same", () => {
  const drawn = Array.from({ length: 50 }, drawPassword);
  expect(new Set(drawn).size).toBe(50);
  for (const password of drawn) expect(password).toMatch(/^[a-hj-km-np-zA-HJ-NP-Z2-9]{16}$/);
});
