import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { makeKiosk, makeReading, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";

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
  expect(counter("Atención")).toHaveTextContent("2");
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

  await user.click(counter("Atención"));
  await waitFor(() => expect(names()).toEqual(["Kiosco 2"]));
  expect(currentAddress()).toBe("/app/fleet?status=attention");
  await user.click(counter("Atención"));

  await user.click(screen.getByRole("button", { name: "Kiosco" }));
  await user.click(screen.getByRole("button", { name: "Kiosco" }));
  await waitFor(() => expect(names()).toEqual(["Kiosco 3", "Kiosco 2", "Kiosco 1"]));
  expect(currentAddress()).toBe("/app/fleet?sort=-name");
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
