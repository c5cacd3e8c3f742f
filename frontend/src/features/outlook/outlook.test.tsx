import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { admin, makeKiosk, problem, useBackend } from "@/testing/backend";
import { makeAdvice } from "@/testing/insight";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { dayColumns, type Point, withExpected } from "./model/days";

// jsdom has no canvas to draw on; what would be drawn is in the label.
vi.mock("./components/DayChart", () => ({
  default: ({ label }: { label: string }) => <div role="img" aria-label={label} />,
}));

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const point = (day: string, changes: Partial<Point> = {}): Point => ({
  day,
  actual: "100.00",
  forecast: "110.00",
  low: "80.00",
  high: "140.00",
  made_on: day,
  replayed: false,
  ...changes,
});
let asked: URLSearchParams[];

beforeEach(() => {
  asked = [];
  const kiosk = makeKiosk(7, { group: "Norte" });
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read"] };
  backend.kiosks = [kiosk];
  server.use(
    http.get(at("/kiosks/7"), () => HttpResponse.json(kiosk)),
    http.get(at("/kiosks/7/status"), () => HttpResponse.json({ ...kiosk, kiosk_id: 7, last_seq: 1 })),
    http.get(at("/payments"), () => HttpResponse.json({ items: [], next_cursor: null, total: 0 })),
    http.get(at("/ai/recommendations"), () =>
      HttpResponse.json({ recommendations: [makeAdvice(1)], next_cursor: null }),
    ),
    http.get(at("/ai/predict"), ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      return HttpResponse.json({
        kiosk_id: 7,
        group: null,
        predicted_sales_next_month: "3300.00",
        currency: "ARS",
        interval: ["2900.00", "3700.00"],
        daily: [],
        model: "neighbours",
        trained_at: new Date().toISOString(),
        made_on: "2026-03-01",
        kiosks: 1,
        skill: 0.24,
        backtest: {
          days: 28,
          mean_absolute_error: "10.00",
          naive_absolute_error: "13.00",
          interval_level: 0.8,
          interval_coverage: 0.79,
        },
      });
    }),
    http.get(at("/ai/forecasts"), () =>
      HttpResponse.json({
        kiosk_id: 7,
        group: null,
        currency: "ARS",
        points: [point("2026-03-01"), point("2026-03-02", { actual: null })],
        compared: 1,
        mean_absolute_error: "10.00",
        naive_absolute_error: "13.00",
        skill: -0.1,
        coverage: 1,
      }),
    ),
  );
});

test("a kiosk's sales to come stand with their interval, their skill and its advice", async () => {
  const user = renderApp("/app/kiosks/7/sales");
  await signIn(user);

  expect(await screen.findByText(/^entre .*2\.900,00.* y .*3\.700,00/)).toBeVisible();
  expect(screen.getByText("24 % mejor")).toBeVisible();
  expect(screen.getByText("10 % peor")).toBeVisible();
  expect(screen.getByText(/^Este kiosco tiene poca historia propia/)).toBeVisible();
  expect(await screen.findByRole("img", { name: /^Ventas de 2 días/ })).toBeVisible();
  expect(await screen.findByRole("article", { name: "Recoger el efectivo" })).toBeVisible();
  await user.click(screen.getByText("Ver como tabla"));
  expect(screen.getByRole("row", { name: /^1 mar .*100,00.*110,00.*80,00.*140,00/ })).toBeVisible();
});

test("advice that cannot be had says so beside the sales to come", async () => {
  server.use(http.get(at("/ai/recommendations"), () => problem(403, "forbidden", "No se puede leer")));
  await signIn(renderApp("/app/kiosks/7/sales"));
  const advice = await screen.findByRole("region", { name: "Recomendaciones" });
  expect(within(advice).getByText("No se puede leer")).toBeVisible();
});

test("the fleet's or a group's, in the address", async () => {
  const user = renderApp("/app/insight/sales");
  await signIn(user);
  await user.selectOptions(await screen.findByLabelText("De quién"), "Norte");
  expect(currentAddress()).toBe("/app/insight/sales?group=Norte");
  await vi.waitFor(() => expect(asked.at(-1)?.get("group")).toBe("Norte"));
});

test("with too little history it says how much is needed and that it comes by itself", async () => {
  server.use(
    http.get(at("/ai/predict"), () =>
      problem(422, "not_enough_history", "Hacen falta al menos 14 días de ventas para un pronóstico; hay 3."),
    ),
  );
  await signIn(renderApp("/app/insight/sales"));
  expect(await screen.findByText("Aún no hay pronóstico")).toBeVisible();
  expect(screen.getByText(/hay 3\. Aparecerá solo/)).toBeVisible();
});

test("days to come that no earlier day told of stand with what is expected of them now", () => {
  const nothing = { actual: null, forecast: null, low: null, high: null, made_on: null };
  const days = [point("2026-03-02"), point("2026-03-03", nothing)];
  const expected = ["2026-03-02", "2026-03-03"].map((date) => ({
    date,
    amount: "90.00",
    interval: ["60.00", "99.00"],
  }));
  const [kept, filled] = withExpected(days, expected);
  expect(kept?.forecast).toBe("110.00");
  expect(filled).toMatchObject({ forecast: "90.00", low: "60.00", high: "99.00" });
});

test("a day without sales yet is a gap, not a zero", () => {
  const [, actual] = dayColumns([point("2026-03-01"), point("2026-03-02", { actual: null })]);
  expect(actual).toEqual([100, null]);
});
