import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import type { IncidentDetail } from "@/api/types";
import { admin, makeKiosk, problem, useBackend } from "@/testing/backend";
import { makeIncident } from "@/testing/insight";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

// jsdom has no canvas to draw on; what would be drawn is in the label.
vi.mock("../history/components/Plot", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
let incidents: IncidentDetail[];
let asked: URLSearchParams[];
let judged: object[];

beforeEach(() => {
  asked = [];
  judged = [];
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read", "alerts.manage"] };
  backend.kiosks = [makeKiosk(7, { name: "Aeropuerto" })];
  incidents = [
    makeIncident(5),
    makeIncident(4, {
      state: "resolved",
      ended_at: new Date().toISOString(),
      title: { es: "Red lenta", en: "Slow network" },
      verdict: "false_alarm",
    }),
  ];
  server.use(
    http.get(at("/ai/incidents"), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      const items = incidents.filter(({ state }) => state === query.get("state"));
      return HttpResponse.json({ items, next_cursor: null });
    }),
    http.get(at("/ai/incidents/5"), () => HttpResponse.json(incidents[0])),
    http.post(at("/ai/incidents/5/verdict"), async ({ request }) => {
      const body = (await request.json()) as { verdict: "true_fault"; note?: string };
      judged.push(body);
      const now = new Date().toISOString();
      incidents[0] = makeIncident(5, {
        verdict: body.verdict,
        verdict_by: 1,
        verdict_at: now,
        verdicts: [{ verdict: body.verdict, note: body.note ?? null, by: 1, at: now }],
      });
      return HttpResponse.json({ message: "judged", incident: incidents[0] });
    }),
    http.get(at("/ai/kiosks/7/scores"), () =>
      HttpResponse.json({
        kiosk_id: 7,
        step: 60,
        points: [[new Date().toISOString(), 0.9994, true]],
        maturity: "own",
        threshold: 0.995,
        model_version: 3,
        incidents: [incidents[0]],
      }),
    ),
    http.get(at("/kiosks/7/telemetry"), () =>
      HttpResponse.json({
        metric: "cpu_temp",
        unit: "°C",
        step: 0,
        points: [[new Date().toISOString(), 93]],
        ranges: null,
      }),
    ),
  );
});

test("what goes on comes first, then what is over", async () => {
  await signIn(renderApp("/app/insight/incidents"));
  const open = within(await screen.findByRole("region", { name: "En curso" }));
  expect(open.getByRole("link", { name: "Ventilador fallando" })).toBeVisible();
  const over = within(screen.getByRole("region", { name: "Terminados" }));
  expect(over.getByRole("row", { name: /Red lenta/ })).toHaveTextContent("Falsa alarma");
});

test("filters are in the address and in the question", async () => {
  const user = renderApp("/app/insight/incidents?kiosk=7");
  await signIn(user);
  await user.selectOptions(await screen.findByLabelText("Veredicto"), "none");
  await user.click(screen.getByRole("radio", { name: "Terminados" }));
  expect(currentAddress()).toBe("/app/insight/incidents?kiosk=7&verdict=none&state=resolved");
  await waitFor(() => expect(asked.at(-1)?.get("verdict")).toBe("none"));
  expect(asked.at(-1)?.get("kiosk_id")).toBe("7");
  expect(screen.queryByRole("region", { name: "En curso" })).not.toBeInTheDocument();
});

test("arrows move through the list", async () => {
  const user = renderApp("/app/insight/incidents");
  await signIn(user);
  (await screen.findByRole("link", { name: "Ventilador fallando" })).focus();
  await user.keyboard("{ArrowDown}");
  expect(screen.getByRole("link", { name: "Red lenta" })).toHaveFocus();
});

test("without incidents it says what would be here", async () => {
  incidents = [];
  await signIn(renderApp("/app/insight/incidents"));
  expect(await screen.findByText("Sin incidentes: nada se apartó de lo normal")).toBeVisible();
});

test("an incident says what, why and since when, with the charts of its metrics", async () => {
  await signIn(renderApp("/app/insight/incidents/5"));
  expect(await screen.findByRole("heading", { name: "Ventilador fallando" })).toBeVisible();
  expect(screen.getByText("Temperatura 93 °C con carga normal.")).toBeVisible();
  const row = screen.getByRole("row", { name: /Temperatura de CPU/ });
  expect(row).toHaveTextContent("93,2 °C");
  expect(row).toHaveTextContent("45,0 °C – 61,0 °C");
  expect(row).toHaveTextContent("+4,1 σ");
  expect(await screen.findByRole("img", { name: /^Temperatura de CPU: entre 93 °C y 93 °C/ })).toBeVisible();
  expect(screen.getByRole("img", { name: /la alarma empieza en 99,5 %; 1 incidente/ })).toBeVisible();
});

test("a verdict is given with a note and says who gave it", async () => {
  const user = renderApp("/app/insight/incidents/5");
  await signIn(user);
  await user.type(await screen.findByLabelText("Nota (opcional)"), "Polvo en el ventilador");
  await user.click(screen.getByRole("button", { name: /Fue una falla real/ }));
  const given = within(await screen.findByRole("list", { name: "Veredictos, el último primero" }));
  expect(given.getByText("Falla real")).toBeVisible();
  expect(given.getByText("Polvo en el ventilador")).toBeVisible();
  expect(given.getByText(/^tú/)).toBeVisible();
  expect(judged).toEqual([{ verdict: "true_fault", note: "Polvo en el ventilador" }]);
});

test("a key is enough, but not while a note is typed", async () => {
  const user = renderApp("/app/insight/incidents/5");
  await signIn(user);
  await user.type(await screen.findByLabelText("Nota (opcional)"), "2");
  expect(judged).toEqual([]);
  await user.tab();
  (document.activeElement as HTMLElement).blur();
  await user.keyboard("2");
  await waitFor(() => expect(judged).toEqual([{ verdict: "false_alarm", note: "2" }]));
});

test("who may not judge sees the verdicts and no buttons", async () => {
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read"] };
  await signIn(renderApp("/app/insight/incidents/5"));
  expect(await screen.findByText("Nadie lo ha juzgado todavía.")).toBeVisible();
  expect(screen.queryByRole("button", { name: /falla real/ })).not.toBeInTheDocument();
});

test("an incident that ends is seen to end", async () => {
  await signIn(renderApp("/app/insight/incidents/5"));
  expect(await screen.findByText("En curso")).toBeVisible();
  await waitFor(() => expect(backend.realtime.members("alerts")).toBe(1));
  incidents[0] = makeIncident(5, { state: "resolved", ended_at: new Date().toISOString() });
  backend.realtime.alert({ event: "anomaly.resolved", kiosk_id: 7, incident_id: 5 });
  expect(await screen.findByText("Terminado")).toBeVisible();
});

test("one that does not exist says so", async () => {
  server.use(http.get(at("/ai/incidents/6"), () => problem(404, "incident_not_found", "No existe")));
  await signIn(renderApp("/app/insight/incidents/6"));
  expect(await screen.findByRole("heading", { name: "No se encontró el incidente" })).toBeVisible();
});
