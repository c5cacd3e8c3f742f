import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { makeKiosk, makeReading, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

// jsdom has no canvas to draw on; what would be drawn is in the label.
vi.mock("./components/Plot", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const backend = useBackend();
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const at = (path: string) => `${location.origin}${path}`;

beforeEach(() => {
  const kiosk = makeKiosk(7, { name: "Aeropuerto" });
  server.use(
    http.get(at("/kiosks/by-code/:code"), ({ params }) =>
      params.code === kiosk.code ? HttpResponse.json(kiosk) : problem(404, "kiosk_not_found", "No existe"),
    ),
    http.get(at("/kiosks/7"), () => HttpResponse.json(kiosk)),
    http.get(at("/kiosks/7/status"), () => HttpResponse.json({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
    http.get(at("/kiosks/7/telemetry"), () =>
      HttpResponse.json({ metric: "", unit: "", step: 0, points: [[minutesAgo(10), 20]] }),
    ),
  );
});

test("the code on the label opens its kiosk, and its values move", async () => {
  await signIn(renderApp("/k/K1007"));
  expect(await screen.findByRole("heading", { name: "Aeropuerto" })).toBeVisible();
  expect(currentAddress()).toBe("/app/kiosks/7");

  const usage = within((await screen.findAllByText("Uso de CPU"))[0]?.parentElement as HTMLElement);
  expect(await usage.findByText(/^20/)).toBeVisible();
  await screen.findByRole("img", { name: "Uso de CPU, última hora: entre 20 % y 20 %" });
  await waitFor(() => expect(backend.realtime.members("kiosk:7")).toBe(1));
  backend.realtime.telemetry({ kiosk_id: 7, ...makeReading({ seq: 2, hardware: { cpu_usage: 66 } }) });
  expect(await usage.findByText(/^66/)).toBeVisible();
  expect(
    await screen.findByRole("img", { name: /^Uso de CPU, última hora: entre 20 % y 66 %/ }),
  ).toBeVisible();
});

test("a code that leads nowhere says so", async () => {
  await signIn(renderApp("/k/NADA"));
  expect(await screen.findByText(/ningún kiosco con el código NADA/)).toBeVisible();
});
