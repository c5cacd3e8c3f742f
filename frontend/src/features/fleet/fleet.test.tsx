import { act, screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test, vi } from "vitest";
import { makeKiosk, makeReading, problem, useBackend } from "@/testing/backend";
import { makeMedia } from "@/testing/media";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

const backend = useBackend();

const jam = makeReading({ peripherals: { printer_status: "paper_jam" } });

async function openFleet(path = "/app/fleet") {
  const user = renderApp(path);
  await signIn(user);
  if (backend.kiosks.length > 0) await screen.findAllByRole("link", { name: /^Kiosco/ });
  await waitFor(() => expect(backend.realtime.members("fleet")).toBe(1));
  return user;
}

const rowOf = (name: string) => screen.getByRole("link", { name }).closest("tr") as HTMLElement;
const names = () => screen.getAllByRole("link", { name: /^Kiosco/ }).map((link) => link.textContent);
const counter = (name: string) => screen.getByRole("button", { name: new RegExp(`^\\d+ ?${name}$`) });

test("the fleet opens on what needs someone now", async () => {
  backend.kiosks = [
    makeKiosk(1),
    makeKiosk(2, { status: "offline", connection: "offline" }),
    makeKiosk(3, { reading: jam }),
    makeKiosk(4, { status: "registered", connection: "offline", reading: null, last_seen_at: null }),
    makeKiosk(5, { reading: makeReading({ peripherals: { printer_status: "low_ink" } }) }),
  ];
  await openFleet();
  expect(names()).toEqual(["Kiosco 3", "Kiosco 2", "Kiosco 5", "Kiosco 1", "Kiosco 4"]);
  expect(counter("En línea")).toHaveTextContent("3");
  expect(counter("Atención")).toHaveTextContent("1");
  expect(counter("Críticos")).toHaveTextContent("1");
  expect(counter("Sin conexión")).toHaveTextContent("1");
  expect(within(rowOf("Kiosco 3")).getByText("Atasco")).toBeVisible();
});

test("values and states move as the kiosks report them", async () => {
  backend.kiosks = [makeKiosk(1), makeKiosk(2)];
  await openFleet();
  expect(await screen.findByText("En vivo")).toBeVisible();

  const hardware = { cpu_usage: 87, cpu_temp: 61, ram_usage: 30, disk_usage: 40 };
  backend.realtime.telemetry({ kiosk_id: 2, ...makeReading({ seq: 2, hardware }) });
  expect(await within(rowOf("Kiosco 2")).findByText(/^87/)).toBeVisible();

  const now = new Date().toISOString();
  const gone = { status: "offline", connection: "offline", mode: "normal" } as const;
  backend.realtime.status({ kiosk_id: 2, ...gone, last_seen_at: now, at: now });
  expect(await within(rowOf("Kiosco 2")).findByText("Sin conexión")).toBeVisible();
  await waitFor(() => expect(names()).toEqual(["Kiosco 2", "Kiosco 1"]));
  await waitFor(() => expect(counter("Sin conexión")).toHaveTextContent("1"));
});

test("what was sold today is added up by currency, for who may see all payments", async () => {
  backend.user = { ...backend.user, permissions: [...backend.user.permissions, "payments.read_all"] };
  backend.kiosks = [makeKiosk(1)];
  const asked: string[] = [];
  server.use(
    http.get(`${location.origin}/payments/summary`, ({ request }) => {
      asked.push(new URL(request.url).searchParams.get("from") ?? "");
      return HttpResponse.json({
        items: [
          { key: "card", currency: "USD", amount: "9000.00", count: 2 },
          { key: "cash", currency: "ARS", amount: "1000.40", count: 2 },
          { key: "qr", currency: "ARS", amount: "250.20", count: 1 },
        ],
      });
    }),
  );
  await openFleet();
  expect(await screen.findByText(/^1\.251\sARS$/)).toBeVisible();
  expect(screen.getByText("Ventas de hoy · 3 cobros")).toBeVisible();
  expect(new Date(asked[0] ?? "").getHours()).toBe(0);
});

test("sales that could not be read are no zero", async () => {
  backend.user = { ...backend.user, permissions: [...backend.user.permissions, "payments.read_all"] };
  backend.kiosks = [makeKiosk(1)];
  server.use(
    http.get(`${location.origin}/payments/summary`, () => problem(404, "not_found", "No hay cobros aquí")),
  );
  await openFleet();
  const about = await screen.findByText("Ventas de hoy · no se pudieron leer");
  expect(about.parentElement).toHaveTextContent(/^–/);
});

test("after a broken line what was missed is asked for", async () => {
  backend.kiosks = [makeKiosk(1)];
  await openFleet();
  backend.kiosks = [makeKiosk(1, { status: "offline", connection: "offline" }), makeKiosk(2)];
  backend.realtime.drop();
  expect(await screen.findByText(/^Reconectando/)).toBeVisible();
  expect(await screen.findByRole("link", { name: "Kiosco 2" })).toBeVisible();
  expect(await within(rowOf("Kiosco 1")).findByText("Sin conexión")).toBeVisible();
  expect(await screen.findByText("En vivo")).toBeVisible();
});

test("search, filter and order are in the address", async () => {
  backend.kiosks = [makeKiosk(1, { location: "Estación" }), makeKiosk(2, { reading: jam }), makeKiosk(3)];
  const user = await openFleet();

  await user.keyboard("/estacion");
  await waitFor(() => expect(names()).toEqual(["Kiosco 1"]));
  expect(currentAddress()).toBe("/app/fleet?q=estacion");
  await user.keyboard("{Escape}");

  await user.click(counter("Críticos"));
  await waitFor(() => expect(names()).toEqual(["Kiosco 2"]));
  expect(currentAddress()).toBe("/app/fleet?status=critical");
  await user.click(counter("Críticos"));

  await user.click(screen.getByRole("button", { name: "Kiosco" }));
  await user.click(screen.getByRole("button", { name: "Kiosco" }));
  await waitFor(() => expect(names()).toEqual(["Kiosco 3", "Kiosco 2", "Kiosco 1"]));
  expect(currentAddress()).toBe("/app/fleet?sort=-name");
});

test("retired kiosks are asked for where they are wanted: by their filter and in a search", async () => {
  const gone = { status: "retired", lifecycle: "retired", connection: "offline" } as const;
  backend.kiosks = [makeKiosk(1), makeKiosk(2, { ...gone, location: "Estación" })];
  const user = await openFleet();
  expect(names()).toEqual(["Kiosco 1"]);
  await user.click(screen.getByRole("button", { name: /^Estado:/ }));
  await user.click(await screen.findByRole("menuitemradio", { name: /^Retirado/ }));
  await waitFor(() => expect(names()).toEqual(["Kiosco 2"]));

  await user.click(screen.getByRole("button", { name: /^Estado:/ }));
  await user.click(await screen.findByRole("menuitemradio", { name: /^Todos/ }));
  await waitFor(() => expect(names()).toEqual(["Kiosco 1"]));
  await user.type(screen.getByRole("searchbox"), "estacion");
  await waitFor(() => expect(names()).toEqual(["Kiosco 2"]));
});

test("rows have the columns of their heading also after the window became wider", async () => {
  let wide = false;
  const made: EventTarget[] = [];
  vi.spyOn(window, "matchMedia").mockImplementation((query) => {
    const media = makeMedia(query, query.includes("120rem") ? wide : query.includes("min-width"));
    made.push(media);
    return media;
  });
  backend.kiosks = [makeKiosk(1)];
  await openFleet();
  const before = screen.getAllByRole("columnheader").length;
  expect(within(rowOf("Kiosco 1")).getAllByRole("cell")).toHaveLength(before);
  wide = true;
  act(() => {
    for (const media of made) media.dispatchEvent(new Event("change"));
  });
  expect(screen.getAllByRole("columnheader").length).toBeGreaterThan(before);
  const cells = within(rowOf("Kiosco 1")).getAllByRole("cell");
  expect(cells).toHaveLength(screen.getAllByRole("columnheader").length);
});

test("who may not see all kiosks hears of those they see", async () => {
  backend.user = { ...backend.user, permissions: ["kiosks.claim"] };
  backend.kiosks = [makeKiosk(8)];
  const user = renderApp("/app/fleet");
  await signIn(user);
  await waitFor(() => expect(backend.realtime.members("kiosk:8")).toBe(1));
  expect(backend.realtime.members("fleet")).toBe(0);
  expect(screen.queryByRole("link", { name: "Registrar kiosco" })).toBeNull();
});

test("an empty fleet says how to begin", async () => {
  await openFleet();
  expect(await screen.findByText("Todavía no hay kioscos")).toBeVisible();
});

test("the list narrows to a group, a tag, a model, a person and a part of the map", async () => {
  backend.kiosks = [
    makeKiosk(1, { group: "norte", assigned_to: 1, assigned_location: { lat: -34, lng: -58 } }),
    makeKiosk(2, { group: "sur", tags: ["24h"], model: "K-300" }),
    makeKiosk(3, { group: "sur", assigned_location: { lat: 40, lng: -3 } }),
  ];
  const user = await openFleet("/app/fleet?bbox=-60,-35,-57,-33");
  await waitFor(() => expect(names()).toEqual(["Kiosco 1"]));
  await user.click(screen.getByRole("button", { name: /^Zona del mapa/ }));
  await waitFor(() => expect(names()).toHaveLength(3));

  await user.click(screen.getByRole("button", { name: "Filtros" }));
  await user.selectOptions(screen.getByLabelText("Grupo"), "sur");
  await waitFor(() => expect(names()).toEqual(["Kiosco 2", "Kiosco 3"]));
  await user.selectOptions(screen.getByLabelText("Etiqueta"), "24h");
  await waitFor(() => expect(names()).toEqual(["Kiosco 2"]));
  expect(currentAddress()).toBe("/app/fleet?group=sur&tag=24h");

  await user.selectOptions(screen.getByLabelText("Asignado a"), "A mí");
  await user.click(await screen.findByRole("button", { name: "Mostrar todos" }));
  await waitFor(() => expect(names()).toHaveLength(3));
});

test("who has no name yet goes by their user name in the filter", async () => {
  backend.user = { ...backend.user, permissions: [...backend.user.permissions, "people.read"] };
  backend.kiosks = [makeKiosk(1)];
  const people = [{ id: 4, username: "tecnico", name: "", role: "technician" }];
  server.use(
    http.get(`${location.origin}/auth/people`, () =>
      HttpResponse.json({ items: people, next_cursor: null, total: 1 }),
    ),
  );
  const user = await openFleet();
  await user.click(screen.getByRole("button", { name: "Filtros" }));
  expect(await screen.findByRole("option", { name: "tecnico" })).toBeVisible();
});

test("a view is kept under a name, found again, renamed and deleted, each person their own", async () => {
  backend.kiosks = [makeKiosk(1), makeKiosk(2, { reading: jam })];
  const user = await openFleet("/app/fleet?status=critical");
  await user.click(screen.getByRole("button", { name: "Vistas" }));
  await user.click(await screen.findByRole("menuitem", { name: "Guardar esta vista" }));
  await user.type(await screen.findByLabelText("Nombre"), "Para hoy");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  expect(await screen.findByRole("button", { name: "Vistas: Para hoy" })).toBeVisible();

  await user.click(counter("Críticos"));
  await waitFor(() => expect(names()).toHaveLength(2));
  await user.click(screen.getByRole("button", { name: "Vistas" }));
  await user.click(await screen.findByRole("menuitemradio", { name: "Para hoy" }));
  await waitFor(() => expect(currentAddress()).toBe("/app/fleet?status=critical"));
  expect(localStorage.getItem("admin-kiosk.views.1")).toContain("Para hoy");

  await user.click(screen.getByRole("button", { name: "Vistas: Para hoy" }));
  await user.click(await screen.findByRole("menuitem", { name: "Cambiar las vistas" }));
  const name = await screen.findByLabelText("Nombre de Para hoy");
  await user.clear(name);
  await user.type(name, "Urgentes{Enter}");
  await user.click(await screen.findByRole("button", { name: "Borrar Urgentes" }));
  expect(localStorage.getItem("admin-kiosk.views.1")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Deshacer" }));
  expect(await screen.findByLabelText("Nombre de Urgentes")).toBeVisible();
});

test("where the browser cannot draw the map it says so and shows the list", async () => {
  backend.kiosks = [makeKiosk(1)];
  const user = await openFleet();
  await user.click(screen.getByRole("radio", { name: "Mapa" }));
  expect(await screen.findByText(/no puede dibujar el mapa/)).toBeVisible();
  expect(rowOf("Kiosco 1")).toBeVisible();
  expect(currentAddress()).toBe("/app/fleet?view=map");
});

test("the wall shows the worst first and says how many more there are", async () => {
  backend.kiosks = [1, 2, 3, 4, 5, 6, 7].map((id) => makeKiosk(id));
  backend.kiosks.push(makeKiosk(8, { reading: jam }));
  await openFleet("/app/fleet?view=wall&sort=name");
  const tiles = await screen.findAllByRole("link", { name: /^Kiosco/ });
  expect(tiles[0]).toHaveTextContent(/^Kiosco 8.*Crítico/);
  expect(screen.getByText(`Y ${8 - tiles.length} más, ninguno más urgente`)).toBeVisible();
});
