import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { makeKiosk, makeReading, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const kiosk = makeKiosk(7, { name: "Aeropuerto" });
let visible = true;

beforeEach(() => {
  visible = true;
  const answer = (body: object) =>
    visible ? HttpResponse.json(body) : problem(404, "kiosk_not_found", "No existe");
  server.use(
    http.get(at("/kiosks/7"), () => answer(kiosk)),
    http.get(at("/kiosks/7/status"), () => answer({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
  );
});

const usage = async () => within((await screen.findByText("Uso de CPU")).parentElement as HTMLElement);

test("a kiosk shows how it is now, and its values move", async () => {
  await signIn(renderApp("/app/kiosks/7"));
  expect(await screen.findByRole("heading", { name: "Aeropuerto" })).toBeVisible();
  expect(await (await usage()).findByText(/^20/)).toBeVisible();
  await waitFor(() => expect(backend.realtime.members("kiosk:7")).toBe(1));
  backend.realtime.telemetry({ kiosk_id: 7, ...makeReading({ seq: 2, hardware: { cpu_usage: 66 } }) });
  expect(await (await usage()).findByText(/^66/)).toBeVisible();
});

test("the last reading can be read and copied as it came", async () => {
  const user = renderApp("/app/kiosks/7");
  await signIn(user);
  await user.click(await screen.findByText("Última lectura, tal como llegó"));
  await user.click(await screen.findByRole("button", { name: /^Copiar: Última lectura/ }));
  expect(JSON.parse(await navigator.clipboard.readText())).toMatchObject({
    seq: 1,
    hardware: { cpu_usage: 20 },
  });
});

test("a kiosk that one may not see any more leaves the screen", async () => {
  await signIn(renderApp("/app/kiosks/7"));
  await screen.findByRole("heading", { name: "Aeropuerto" });
  await waitFor(() => expect(backend.realtime.members("kiosk:7")).toBe(1));
  visible = false;
  backend.realtime.expel("kiosk:7");
  expect(await screen.findByText("No se encontró el kiosco")).toBeVisible();
  expect(currentAddress()).toBe("/app/kiosks/7");
});
