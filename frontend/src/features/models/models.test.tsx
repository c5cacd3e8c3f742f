import { screen, waitFor, within } from "@testing-library/react";
import { delay, HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { Model, RunDetail } from "@/api/types";
import { admin, problem, useBackend } from "@/testing/backend";
import { makeModel, makeRun, makeVersion } from "@/testing/insight";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { rowsOf } from "./model/figures";
import { doneOf } from "./model/run";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const versions = [makeVersion(3, { parent: 2, run_id: 11 }), makeVersion(2, { aliases: ["champion"] })];
const refused = makeRun(11, {
  state: "refused",
  stage: "gate",
  version: 3,
  ended_at: new Date().toISOString(),
  comparison: { champion: makeVersion(2).metrics, challenger: { ...makeVersion(3).metrics, vus_pr: 0.42 } },
  gate: {
    decision: "refuse",
    text: { es: "Rechazada: VUS-PR 0,42 frente a 0,50.", en: "Refused: VUS-PR 0.42 against 0.50." },
    checks: [
      {
        name: "vus_pr",
        passed: false,
        champion: 0.5,
        challenger: 0.42,
        bound: 0.48,
        text: { es: "Baja", en: "Falls" },
      },
      {
        name: "recall:fan_failure",
        passed: true,
        champion: 0.9,
        challenger: 0.91,
        bound: 0.88,
        text: { es: "Encuentra 91 %", en: "Finds 91 %" },
      },
    ],
  },
});
let model: Model;
let run: RunDetail;
let promoted: string[];
let budgets: object[];

beforeEach(() => {
  model = makeModel();
  run = refused;
  promoted = [];
  budgets = [];
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read", "ai.manage"] };
  server.use(
    http.get(at("/ai/models"), () => HttpResponse.json({ items: [model], next_cursor: null })),
    http.get(at("/ai/models/anomaly/versions"), () =>
      HttpResponse.json({ items: versions, next_cursor: null }),
    ),
    http.get(at("/ai/models/anomaly/runs"), () => HttpResponse.json({ items: [run], next_cursor: null })),
    http.get(at("/ai/models/anomaly/runs/11"), () => HttpResponse.json(run)),
    http.get(at("/ai/models/anomaly/drift"), () =>
      HttpResponse.json({
        at: new Date().toISOString(),
        drifted: true,
        version: 2,
        items: [
          { metric: "latency", psi: 0.31, adwin: true, drifted: true },
          { metric: "cpu_temp", psi: 0.02, adwin: false, drifted: false },
        ],
      }),
    ),
    http.get(at("/ai/models/anomaly/settings"), () =>
      HttpResponse.json({ alerts_per_kiosk_day: 0.5 }, { headers: { ETag: '"a"' } }),
    ),
    http.put(at("/ai/models/anomaly/settings"), async ({ request }) => {
      budgets.push({ etag: request.headers.get("If-Match"), ...((await request.json()) as object) });
      return HttpResponse.json({ message: "saved", settings: { alerts_per_kiosk_day: 0.25 } });
    }),
    http.post(at("/ai/models/anomaly/retrain"), () => {
      run = makeRun(11);
      model = makeModel({ run });
      return HttpResponse.json({ message: "queued", run }, { status: 202 });
    }),
    http.post(at("/ai/models/anomaly/versions/3/promote"), () => {
      promoted.push("3");
      model = makeModel({ champion: makeVersion(3, { aliases: ["champion"] }) });
      return HttpResponse.json({ message: "promoted", version: model.champion });
    }),
  );
});

test("a model not yet trained says what watches until then", async () => {
  model = makeModel({ champion: null });
  await signIn(renderApp("/app/insight/models"));
  expect(await screen.findByText(/^Todavía sin entrenar/)).toBeVisible();
});

test("a version that cannot serve is said, with the one that does instead", async () => {
  model = makeModel({
    refused: { version: 3, code: "checksum_mismatch", serving: 2, at: new Date().toISOString() },
  });
  await signIn(renderApp("/app/insight/models"));
  expect(
    await screen.findByText(/v3 no se puede usar \(sus archivos cambiaron\).*Sigue en uso la v2/),
  ).toBeVisible();
});

test("retraining shows its stages live and then the decision", async () => {
  const user = renderApp("/app/insight/models/anomaly");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Entrenar ahora" }));
  const progress = await screen.findByRole("progressbar", { name: "Entrenando" });
  await waitFor(() => expect(backend.realtime.members("user:1")).toBe(1));
  backend.realtime.run(1, {
    task: "retrain",
    model: "anomaly",
    run_id: 11,
    stage: "training",
    done: 1,
    total: 2,
    state: "running",
  });
  await waitFor(() => expect(progress).toHaveValue(doneOf("training", 1, 2)));
  expect(screen.getByText("1 de 2")).toBeVisible();

  run = refused;
  model = makeModel({ run });
  backend.realtime.model("model.refused");
  await user.click(await screen.findByRole("link", { name: "Ver la decisión" }));
  expect(currentAddress()).toBe("/app/insight/models/anomaly/runs/11");
  expect(await screen.findByText("Rechazada: sigue la que estaba")).toBeVisible();
});

test("the decision shows both versions side by side and each condition", async () => {
  await signIn(renderApp("/app/insight/models/anomaly/runs/11"));
  expect(await screen.findByText("Rechazada: VUS-PR 0,42 frente a 0,50.")).toBeVisible();
  expect(screen.getByRole("row", { name: /^Incidentes reales.*0,50.*0,42.*0,48.*No cumple$/ })).toBeVisible();
  expect(screen.getByRole("row", { name: /^Encuentra: ventilador.*90 %.*91 %.*Cumple$/ })).toBeVisible();
  const side = screen.getByRole("row", { name: /^VUS-PR en incidentes reales/ });
  expect(within(side).getByLabelText("peor")).toBeVisible();
});

test("a version is promoted after its effect was shown", async () => {
  const user = renderApp("/app/insight/models/anomaly");
  await signIn(user);
  await user.click(await screen.findByRole("link", { name: "Usar la v3…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Usar la v3" }));
  expect(await dialog.findByRole("columnheader", { name: "v2" })).toBeVisible();
  expect(promoted).toEqual([]);
  await user.click(dialog.getByRole("button", { name: "Usar la v3" }));
  await waitFor(() => expect(promoted).toEqual(["3"]));
  await waitFor(() => expect(currentAddress()).toBe("/app/insight/models/anomaly"));
});

test("what somebody else promoted meanwhile is compared with itself", async () => {
  await signIn(renderApp("/app/insight/models/anomaly/promote/3"));
  const dialog = within(await screen.findByRole("dialog", { name: "Usar la v3" }));
  expect(await dialog.findByRole("columnheader", { name: "v2" })).toBeVisible();
  await waitFor(() => expect(backend.realtime.members("user:1")).toBe(1));
  model = makeModel({ champion: makeVersion(3, { aliases: ["champion"] }) });
  backend.realtime.model("model.promoted");
  await waitFor(() => expect(dialog.getAllByRole("columnheader", { name: "v3" })).toHaveLength(2));
});

test("from the version that serves one goes back to the one before it", async () => {
  const changed = { run_id: null, actor: 1, reason: "", at: new Date().toISOString() };
  model = makeModel({
    champion: makeVersion(3, { aliases: ["champion"] }),
    history: [
      { ...changed, id: 2, version: 3, previous: null, action: "refused" },
      { ...changed, id: 1, version: 3, previous: 2, action: "promoted" },
    ],
  });
  const rolledBack: unknown[] = [];
  server.use(
    http.get(at("/ai/models/anomaly/versions"), () =>
      HttpResponse.json({
        items: [makeVersion(3, { aliases: ["champion"] }), makeVersion(2)],
        next_cursor: null,
      }),
    ),
    http.post(at("/ai/models/anomaly/versions/3/rollback"), () => {
      rolledBack.push(3);
      model = makeModel();
      return HttpResponse.json({ message: "rolled back", version: model.champion });
    }),
  );
  const user = renderApp("/app/insight/models/anomaly");
  await signIn(user);
  await user.click(await screen.findByRole("link", { name: "Volver a la v2…" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Volver a la v2" }));
  await user.click(await dialog.findByRole("button", { name: "Usar la v2" }));
  await waitFor(() => expect(rolledBack).toEqual([3]));
  await waitFor(() => expect(currentAddress()).toBe("/app/insight/models/anomaly"));
});

test("the dialog closes once another version serves, before the page shows it", async () => {
  const user = renderApp("/app/insight/models/anomaly/promote/3");
  await signIn(user);
  const use = await screen.findByRole("button", { name: "Usar la v3" });
  server.use(http.get(at("/ai/models"), () => delay("infinite")));
  await user.click(use);
  await waitFor(() => expect(currentAddress()).toBe("/app/insight/models/anomaly"));
  expect(promoted).toEqual(["3"]);
});

test("a version that cannot be used says why in the dialog", async () => {
  server.use(
    http.post(at("/ai/models/anomaly/versions/3/promote"), () =>
      problem(409, "version_unusable", "Los archivos de esa versión faltan"),
    ),
  );
  const user = renderApp("/app/insight/models/anomaly/promote/3");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Usar la v3" }));
  expect(await screen.findByText("Los archivos de esa versión faltan")).toBeVisible();
});

test("the budget is changed against the version that was seen, after its effect was told", async () => {
  const user = renderApp("/app/insight/models/anomaly");
  await signIn(user);
  const field = await screen.findByLabelText("Por kiosco y día");
  await user.clear(field);
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription("Entre 0,01 y 24.");
  await user.type(field, "0,25");
  expect(field).toBeValid();
  expect(field).toHaveAccessibleDescription(
    "Serían unas 1,8 por kiosco y semana, o 25 al día en una flota de 100.",
  );
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  await waitFor(() => expect(budgets).toEqual([{ etag: '"a"', alerts_per_kiosk_day: 0.25 }]));
});

test("what drifted comes first", async () => {
  await signIn(renderApp("/app/insight/models/anomaly"));
  const section = within(await screen.findByRole("region", { name: "Deriva de los datos" }));
  const [, first] = await section.findAllByRole("row");
  expect(first).toHaveTextContent("Latencia");
  expect(first).toHaveTextContent("Se alejó");
});

test("who only reads is offered nothing to change", async () => {
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read"] };
  await signIn(renderApp("/app/insight/models/anomaly"));
  expect(await screen.findByText("0,50 por kiosco y día")).toBeVisible();
  expect(await screen.findByRole("row", { name: /^v3/ })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Entrenar ahora" })).not.toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Usar la v3…" })).not.toBeInTheDocument();
});

test("figures that only one version has are shown beside nothing", () => {
  const one = makeVersion(1).metrics;
  const other = { ...one, recall: { fan_failure: 0.8, memory_leak: 0.7 } };
  const recalls = rowsOf([one, other]).filter(({ kind }) => kind === "recall");
  expect(recalls.map(({ subject, values }) => [subject, values])).toEqual([
    ["fan_failure", [0.9, 0.8]],
    ["memory_leak", [null, 0.7]],
  ]);
});
