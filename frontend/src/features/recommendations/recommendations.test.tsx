import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { Advice } from "@/api/types";
import { admin, makeKiosk, problem, useBackend } from "@/testing/backend";
import { makeAdvice } from "@/testing/insight";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
let advice: Advice[];
let languages: (string | null)[];

beforeEach(() => {
  languages = [];
  advice = [
    makeAdvice(1),
    makeAdvice(2, {
      state: "accepted",
      title: "Mandar a alguien",
      decided_at: new Date().toISOString(),
      decided_by: 1,
      outcome: { days: 7, expected: "900.00", actual: "1100.00", right: true },
    }),
  ];
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read", "alerts.manage"] };
  backend.kiosks = [makeKiosk(7, { name: "Aeropuerto" })];
  server.use(
    http.get(at("/ai/recommendations"), ({ request }) => {
      languages.push(request.headers.get("Accept-Language"));
      const state = new URL(request.url).searchParams.get("state");
      const recommendations = advice.filter((one) => one.state === state);
      return HttpResponse.json({ recommendations, next_cursor: null });
    }),
    http.get(at("/ai/recommendations/record"), () =>
      HttpResponse.json({
        items: [
          {
            code: "collect_cash",
            made: 5,
            open: 1,
            accepted: 3,
            dismissed: 1,
            lapsed: 0,
            measured: 4,
            right: 3,
          },
        ],
        measured: 4,
        right: 3,
        accepted_sales: [{ currency: "ARS", expected: "900.00", actual: "1100.00" }],
      }),
    ),
    http.post(at("/ai/recommendations/1/accept"), async ({ request }) => {
      const { note = null } = (await request.json()) as { note?: string };
      const decided = makeAdvice(1, {
        state: "accepted",
        decided_by: 1,
        decided_at: new Date().toISOString(),
        note,
      });
      advice = [decided];
      return HttpResponse.json({ message: "accepted", recommendation: decided });
    }),
  );
});

test("an advice says why, what is at stake and what to do, and is taken up with a note", async () => {
  const user = renderApp("/app/insight/recommendations");
  await signIn(user);
  const card = within(await screen.findByRole("article", { name: "Recoger el efectivo" }));
  expect(card.getByText("La caja se llena el viernes.")).toBeVisible();
  expect(card.getByText(/1\.500,00/)).toBeVisible();
  expect(card.getByText("80 %")).toBeVisible();
  expect(await card.findByRole("link", { name: "Aeropuerto" })).toHaveAttribute(
    "href",
    "/app/kiosks/7/sales",
  );

  await user.click(card.getByRole("button", { name: "Aceptar" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Nota (opcional)"), "Va Luis");
  await user.click(dialog.getByRole("button", { name: "Aceptar" }));
  expect(await screen.findByText("Nada que recomendar ahora")).toBeVisible();
  await user.click(screen.getByRole("radio", { name: "Aceptadas" }));
  expect(await screen.findByText("Va Luis")).toBeVisible();
  expect(currentAddress()).toBe("/app/insight/recommendations?state=accepted");
});

test("what came of a decision, and how often advice was right, are told", async () => {
  await signIn(renderApp("/app/insight/recommendations?state=accepted"));
  expect(await screen.findByText(/^Acertó: en 7 días se vendió/)).toBeVisible();
  expect(await screen.findByText("75 %")).toBeVisible();
  expect(screen.getByRole("row", { name: "Recoger efectivo 3 de 5 3 de 4" })).toBeVisible();
});

test("texts are asked for in the person's language", async () => {
  await signIn(renderApp("/app/insight/recommendations"));
  await screen.findByRole("article");
  expect(languages.every((language) => language?.startsWith("es"))).toBe(true);
});

test("one that was decided meanwhile says so and stays readable", async () => {
  server.use(
    http.post(at("/ai/recommendations/1/dismiss"), () =>
      problem(409, "recommendation_closed", "Esa recomendación ya se decidió"),
    ),
  );
  const user = renderApp("/app/insight/recommendations");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Descartar" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Descartar" }));
  expect(await screen.findByText("Esa recomendación ya se decidió")).toBeVisible();
});

test("who may not decide reads the advice without buttons", async () => {
  backend.user = { ...admin, permissions: ["kiosks.read_all", "ai.read"] };
  await signIn(renderApp("/app/insight/recommendations"));
  expect(await screen.findByRole("article", { name: "Recoger el efectivo" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Aceptar" })).not.toBeInTheDocument();
});
