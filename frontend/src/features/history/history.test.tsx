import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { makeKiosk, makeReading, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

// jsdom has no canvas to draw on; what would be drawn is in the label.
vi.mock("./components/Plot", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const kiosk = makeKiosk(7, { created_at: ago(100_000) });
let asked: URLSearchParams[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    http.get(at("/kiosks/7"), () => HttpResponse.json(kiosk)),
    http.get(at("/kiosks/7/status"), () => HttpResponse.json({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
    http.get(at("/kiosks/7/telemetry"), ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push(query);
      return HttpResponse.json({
        metric: query.get("metric"),
        unit: "",
        step: 0,
        points: [[ago(10), 20]],
        ranges: null,
      });
    }),
    http.get(at("/kiosks/7/connections"), () =>
      HttpResponse.json({
        items: [
          { at: ago(20), connection: "online", reason: "reading" },
          { at: ago(30), connection: "offline", reason: "silent" },
        ],
        next_cursor: null,
        uptime: 0.8339,
      }),
    ),
  );
});

test("every metric has a chart that grows with what the kiosk sends", async () => {
  await signIn(renderApp("/app/kiosks/7/history"));
  expect(await screen.findByRole("img", { name: "Uso de CPU: entre 20 % y 20 %" })).toBeVisible();
  expect(screen.getAllByRole("figure")).toHaveLength(9);
  await waitFor(() => expect(backend.realtime.members("kiosk:7")).toBe(1));
  backend.realtime.telemetry({ kiosk_id: 7, ...makeReading({ seq: 2, hardware: { cpu_usage: 66 } }) });
  expect(await screen.findByRole("img", { name: "Uso de CPU: entre 20 % y 66 %" })).toBeVisible();
});

test("what a kiosk kept through an outage is asked for when it is back, what is only left out is not", async () => {
  await signIn(renderApp("/app/kiosks/7/history"));
  await screen.findByRole("img", { name: "Uso de CPU: entre 20 % y 20 %" });
  await waitFor(() => expect(backend.realtime.members("kiosk:7")).toBe(1));
  const before = asked.length;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true });
  onTestFinished(() => void vi.useRealTimers());
  const hear = async (seq: number, minutes: number, cpu_usage: number) => {
    const timestamp = ago(minutes);
    backend.realtime.telemetry({ kiosk_id: 7, ...makeReading({ seq, timestamp, hardware: { cpu_usage } }) });
    await screen.findByRole("img", { name: `Uso de CPU: entre 20 % y ${cpu_usage} %` });
    vi.advanceTimersByTime(10_000);
  };
  await hear(2, 9.9, 61);
  await hear(5, 9.8, 62);
  expect(asked).toHaveLength(before);
  await hear(90, 0, 63);
  await waitFor(() => expect(asked).toHaveLength(before + 9));

  for (const status of ["offline", "online"] as const) {
    const now = ago(0);
    backend.realtime.status({
      kiosk_id: 7,
      status,
      connection: status,
      mode: "normal",
      last_seen_at: now,
      at: now,
    });
    await waitFor(() =>
      expect(screen.queryAllByText("Sin conexión")).toHaveLength(status === "offline" ? 2 : 1),
    );
  }
  vi.advanceTimersByTime(10_000);
  await waitFor(() => expect(asked).toHaveLength(before + 18));
});

test("the range is in the address, and a fixed one is asked for to the minute", async () => {
  const user = renderApp("/app/kiosks/7/history");
  await signIn(user);
  await user.click(await screen.findByRole("radio", { name: "24 h" }));
  expect(currentAddress()).toBe("/app/kiosks/7/history?range=24h");

  await user.click(screen.getByRole("radio", { name: "Otro" }));
  await user.clear(screen.getByLabelText("Desde"));
  await user.type(screen.getByLabelText("Desde"), "2026-03-01T10:00");
  await user.clear(screen.getByLabelText("Hasta"));
  await user.type(screen.getByLabelText("Hasta"), "2026-03-01T09:00");
  await user.click(screen.getByRole("button", { name: "Mostrar" }));
  expect(await screen.findByText("El final debe ser posterior al inicio.")).toBeVisible();
  await user.clear(screen.getByLabelText("Hasta"));
  await user.type(screen.getByLabelText("Hasta"), "2026-03-01T11:00");
  await user.click(screen.getByRole("button", { name: "Mostrar" }));
  const from = new Date("2026-03-01T10:00").toISOString();
  await waitFor(() => expect(asked.at(-1)?.get("from")).toBe(from));
  expect(asked.at(-1)?.get("to")).toBe(new Date("2026-03-01T11:00").toISOString());
});

test("a past range without a change shows how it was then, not how it is now", async () => {
  server.use(
    http.get(at("/kiosks/7/connections"), () =>
      HttpResponse.json({ items: [], next_cursor: null, uptime: 0 }),
    ),
  );
  await signIn(renderApp(`/app/kiosks/7/history?from=${ago(200)}&to=${ago(100)}`));
  const stretches = within(await screen.findByRole("region", { name: /Conexión/ }));
  expect(await stretches.findByRole("listitem")).toHaveTextContent("Sin conexión");
});

test("each coming and going is listed, with how much of the time it was online", async () => {
  await signIn(renderApp("/app/kiosks/7/history"));
  expect(await screen.findByText("En línea el 83,3 % del tiempo")).toBeVisible();
  expect(screen.getByText("10 min")).toBeVisible();
});
