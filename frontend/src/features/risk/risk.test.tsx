import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { RiskItem } from "@/api/types";
import { admin, makeKiosk, problem, useBackend } from "@/testing/backend";
import { makeIncident } from "@/testing/insight";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { worstFirst } from "./model/level";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
let items: RiskItem[];

function makeRisk(kiosk_id: number, changes: Partial<RiskItem> = {}): RiskItem {
  const now = new Date().toISOString();
  return {
    kiosk_id,
    at: now,
    probability: 0.4,
    alarm: false,
    muted: false,
    maturity: "own",
    incident_id: null,
    top_metric: null,
    ...changes,
  };
}

beforeEach(() => {
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read"] };
  backend.kiosks = [1, 2, 3, 4].map((id) => makeKiosk(id));
  items = [
    makeRisk(1),
    makeRisk(2, { probability: 0.9999, alarm: true, incident_id: 5, top_metric: "cpu_temp" }),
    makeRisk(3, { probability: 0.991 }),
    makeRisk(4, { muted: true }),
  ];
  server.use(http.get(at("/ai/risk"), () => HttpResponse.json({ at: new Date().toISOString(), items })));
});

test("the worst comes first, and leads to its incident", async () => {
  await signIn(renderApp("/app/insight"));
  const map = within(await screen.findByRole("list", { name: "Kioscos por riesgo, el peor primero" }));
  await waitFor(() => expect(map.getAllByRole("link")[0]).toHaveTextContent("Kiosco 2"));
  const [worst, unusual] = map.getAllByRole("link");
  expect(worst).toHaveTextContent("Temperatura de CPU");
  expect(worst).toHaveAttribute("href", "/app/insight/incidents/5");
  expect(unusual).toHaveTextContent("Poco usual · 99,1 %");
  expect(unusual).toHaveAttribute("href", "/app/kiosks/3/history");
});

test("a counter shows only the kiosks that it counts, also in the address", async () => {
  const user = renderApp("/app/insight");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: /Poco usual/ }));
  expect(currentAddress()).toBe("/app/insight?show=unusual");
  expect(screen.getAllByRole("listitem").filter((item) => item.textContent?.includes("Kiosco"))).toHaveLength(
    1,
  );
});

test("an incident that is found is seen at once", async () => {
  items = [makeRisk(1)];
  await signIn(renderApp("/app/insight"));
  expect(await screen.findByText("Como siempre · 40 %")).toBeVisible();
  await waitFor(() => expect(backend.realtime.members("alerts")).toBe(1));
  items = [makeRisk(1, { alarm: true, incident_id: 9, top_metric: "latency" })];
  backend.realtime.alert({ event: "anomaly.detected", kiosk_id: 1, incident_id: 9 });
  expect(await screen.findByText("Latencia")).toBeVisible();
});

test("while nothing is learnt yet it says what watches until then", async () => {
  items = [makeRisk(1, { maturity: "rules", probability: 0 })];
  await signIn(renderApp("/app/insight"));
  expect(await screen.findByText(/^Todavía se está aprendiendo/)).toBeVisible();
  expect(screen.getByText("Dentro de los límites")).toBeVisible();
});

test("without kiosks it teaches, and without an answer it says so", async () => {
  items = [];
  await signIn(renderApp("/app/insight"));
  expect(await screen.findByText("Aún no hay nada que mostrar")).toBeVisible();
});

test("a refusal is shown in the server's words", async () => {
  server.use(http.get(at("/ai/risk"), () => problem(403, "forbidden", "No tienes permiso")));
  await signIn(renderApp("/app/insight"));
  expect(await screen.findByText("No tienes permiso")).toBeVisible();
});

test("who may not read it is offered no way there, and its address says so", async () => {
  backend.user = { ...admin, permissions: ["kiosks.read_all"] };
  await signIn(renderApp("/app/insight"));
  expect(await screen.findByRole("heading", { name: "No puedes ver esta página" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Inteligencia" })).not.toBeInTheDocument();
});

test("the page of a kiosk says what goes on in words", async () => {
  const kiosk = makeKiosk(7);
  const incident = makeIncident(5);
  server.use(
    http.get(at("/kiosks/7"), () => HttpResponse.json(kiosk)),
    http.get(at("/kiosks/7/status"), () => HttpResponse.json({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
    http.get(at("/ai/kiosks/7/scores"), () =>
      HttpResponse.json({
        kiosk_id: 7,
        step: 60,
        points: [[new Date().toISOString(), 0.9994, true]],
        maturity: "own",
        threshold: 0.995,
        model_version: 3,
        incidents: [incident],
      }),
    ),
    http.get(at("/ai/incidents/5"), () => HttpResponse.json(incident)),
  );
  await signIn(renderApp("/app/kiosks/7"));
  const link = await screen.findByRole("link", { name: /Ventilador fallando/ });
  await within(link).findByText("Temperatura 93 °C con carga normal.");
  expect(link).toHaveAttribute("href", "/app/insight/incidents/5");
});

test("the page of a kiosk says so where it cannot be known what goes on", async () => {
  const kiosk = makeKiosk(7);
  server.use(
    http.get(at("/kiosks/7"), () => HttpResponse.json(kiosk)),
    http.get(at("/kiosks/7/status"), () => HttpResponse.json({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
    http.get(at("/ai/kiosks/7/scores"), () => problem(404, "kiosk_not_found", "No está")),
  );
  await signIn(renderApp("/app/kiosks/7"));
  expect(await screen.findByText(/^No se pudo saber si algo es inusual/)).toBeVisible();
});

test("among equals the order stays", () => {
  const order = worstFirst([makeRisk(9), makeRisk(3), makeRisk(5, { alarm: true })]);
  expect(order.map(({ kiosk_id }) => kiosk_id)).toEqual([5, 3, 9]);
});
