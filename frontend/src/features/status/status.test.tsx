import { screen } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { useBackend } from "@/testing/backend";
import { renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

useBackend();
const status = `${location.origin}/status`;

test("each service says how it is, and a change is seen without doing anything", async () => {
  let payments = "ready";
  server.use(
    http.get(status, () =>
      HttpResponse.json({ status: "", services: { auth_service: "ready", payment_service: payments } }),
    ),
  );
  await signIn(renderApp("/app/status"));
  expect(await screen.findByText("Todo funciona")).toBeVisible();
  payments = "away";
  expect(await screen.findByText("1 servicio no responde bien")).toBeVisible();
  expect(screen.getByText("No responde").closest("li")).toHaveTextContent(/Pagos.*desde las/);
});

test("a system that does not answer says so, with what was last known", async () => {
  server.use(
    http.get(status, () => HttpResponse.json({ status: "ready", services: { auth_service: "ready" } }), {
      once: true,
    }),
    http.get(status, () => HttpResponse.error()),
  );
  await signIn(renderApp("/app/status"));
  expect(await screen.findByText("Todo funciona")).toBeVisible();
  expect(await screen.findByText("No hay respuesta del sistema", {}, { timeout: 25_000 })).toBeVisible();
});
