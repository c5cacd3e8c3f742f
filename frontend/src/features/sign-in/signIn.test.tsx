import { screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { admin, makeKiosk, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const CHOSEN = "un caballo correcto";

type User = ReturnType<typeof renderApp>;

async function typeNewPassword(user: User, chosen = CHOSEN, repeated = chosen) {
  await user.type(await screen.findByLabelText("Contraseña nueva"), chosen);
  await user.type(screen.getByLabelText("Repite la contraseña nueva"), repeated);
  await user.click(screen.getByRole("button", { name: "Guardar contraseña" }));
}

test("who has a second factor is asked for the code, and a wrong one can be typed again", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
  const sent: unknown[] = [];
  server.use(
    http.post(at("/auth/login"), async ({ request }) => {
      const body = (await request.clone().json()) as { otp?: string };
      sent.push(body.otp);
      if (!body.otp) return problem(401, "otp_required", "Escribe también el código");
      if (body.otp !== "123456") return problem(401, "otp_invalid", "El código no es correcto");
      return undefined;
    }),
  );
  const user = renderApp("/");
  await signIn(user);
  const code = await screen.findByLabelText("Código de verificación");
  expect(code).toHaveAttribute("autocomplete", "one-time-code");
  expect(code).toHaveAttribute("inputmode", "numeric");
  expect(screen.queryByRole("alert")).toBeNull();

  await user.type(code, "12");
  await user.click(screen.getByRole("button", { name: "Verificar" }));
  expect(await screen.findByText("El código tiene 6 dígitos")).toBeVisible();
  await user.type(code, "3457");
  await user.click(screen.getByRole("button", { name: "Verificar" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("El código no es correcto");
  await user.clear(code);
  await user.type(code, "123 456");
  await user.click(screen.getByRole("button", { name: "Verificar" }));
  expect(await screen.findByRole("link", { name: "Aeropuerto" })).toBeVisible();
  expect(sent).toEqual([undefined, "123457", "123456"]);
});

test("too many attempts: how long to wait is counted down", async () => {
  server.use(
    http.post(at("/auth/login"), () => {
      const refusal = problem(429, "login_locked", "Vuelve a intentarlo en 90 segundos");
      refusal.headers.set("Retry-After", "90");
      return refusal;
    }),
  );
  await signIn(renderApp("/"), "wrong");
  expect(await screen.findByRole("alert")).toHaveTextContent("Hubo demasiados intentos fallidos.");
  const timer = screen.getByRole("timer");
  expect(timer).toHaveTextContent(/en 1:(30|2\d)\.$/);
  const first = timer.textContent;
  await waitFor(() => expect(timer.textContent).not.toBe(first));
});

test("a forgotten password: the answer tells nothing about who exists", async () => {
  const sent: unknown[] = [];
  server.use(
    http.post(at("/auth/password/forgot"), async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ message: "if there is" }, { status: 202 });
    }),
  );
  const user = renderApp("/");
  await user.click(await screen.findByRole("link", { name: "Olvidé mi contraseña" }));
  await user.type(await screen.findByLabelText("Usuario o correo"), "ana@example.com");
  await user.click(screen.getByRole("button", { name: "Enviar enlace" }));
  expect(await screen.findByRole("heading", { name: "Revisa tu correo" })).toBeVisible();
  expect(screen.getByRole("status")).toHaveTextContent("Si ana@example.com tiene una cuenta");
  expect(sent).toEqual([{ email: "ana@example.com" }]);
  await user.click(screen.getByRole("link", { name: "Volver a iniciar sesión" }));
  expect(await screen.findByRole("button", { name: "Entrar" })).toBeVisible();
});

test("the link of the mail: its token leaves the address at once and a new password is chosen with it", async () => {
  const sent: unknown[] = [];
  server.use(
    http.post(at("/auth/password/reset"), async ({ request }) => {
      const body = (await request.json()) as { password: string };
      sent.push(body);
      if (body.password !== CHOSEN)
        return problem(422, "password_too_common", "Es fácil de adivinar", [
          { field: "password", code: "password_too_common", message: "password_too_common" },
        ]);
      return HttpResponse.json({ message: "changed" });
    }),
  );
  const user = renderApp("/app/reset#token=to-ken_1");
  await screen.findByLabelText("Contraseña nueva");
  await waitFor(() => expect(currentAddress()).toBe("/app/reset"));

  await typeNewPassword(user, "corta", "otra");
  expect(await screen.findByText("Debe tener al menos 10 caracteres")).toBeVisible();
  expect(sent).toEqual([]);
  await user.clear(screen.getByLabelText("Contraseña nueva"));
  await user.clear(screen.getByLabelText("Repite la contraseña nueva"));
  await typeNewPassword(user, "password123");
  expect(await screen.findByText("Es fácil de adivinar")).toBeVisible();
  await user.clear(screen.getByLabelText("Contraseña nueva"));
  await user.clear(screen.getByLabelText("Repite la contraseña nueva"));
  await typeNewPassword(user);
  expect(await screen.findByRole("heading", { name: "Tu contraseña cambió" })).toBeVisible();
  expect(sent.at(-1)).toEqual({ token: "to-ken_1", password: CHOSEN });
  await user.click(screen.getByRole("link", { name: "Iniciar sesión" }));
  expect(await screen.findByRole("button", { name: "Entrar" })).toBeVisible();
});

test("a link that is spent or cut short leads to a new one", async () => {
  server.use(
    http.post(at("/auth/password/reset"), () => problem(422, "reset_token_invalid", "El enlace ya se usó")),
  );
  const user = renderApp("/app/reset#token=old");
  await typeNewPassword(user);
  expect(await screen.findByRole("alert")).toHaveTextContent("El enlace ya se usó");
  await user.click(screen.getByRole("link", { name: "Pedir un enlace nuevo" }));
  expect(currentAddress()).toBe("/app/forgot");
});

test("an address without a token says what to do", async () => {
  renderApp("/app/reset");
  expect(await screen.findByRole("heading", { name: "Falta la clave del enlace" })).toBeVisible();
});

test("who was given a password chooses their own before anything else", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
  backend.user = { ...admin, must_change_password: true, permissions: [] };
  let sent: unknown;
  server.use(
    http.post(at("/auth/password"), async ({ request }) => {
      sent = await request.json();
      if ((sent as { current: string }).current !== "123456")
        return problem(422, "wrong_password", "No es correcta", [
          { field: "current", code: "wrong_password", message: "La contraseña no es correcta" },
        ]);
      backend.user = admin;
      return backend.authorised(request, () => ({
        message: "changed",
        token: backend.token,
        expires_in: 900,
        user: backend.user,
      }));
    }),
  );
  const user = renderApp("/app/fleet");
  await signIn(user);
  const current = await screen.findByLabelText("Contraseña actual");
  expect(screen.queryByRole("navigation")).toBeNull();
  expect(backend.realtime.connects).toEqual([]);

  await user.type(current, "nope");
  await typeNewPassword(user, CHOSEN, `${CHOSEN}!`);
  expect(await screen.findByText("Las dos contraseñas no coinciden")).toBeVisible();
  await user.type(screen.getByLabelText("Contraseña nueva"), "!");
  await user.click(screen.getByRole("button", { name: "Guardar contraseña" }));
  expect(await screen.findByText("La contraseña no es correcta")).toBeVisible();
  await user.clear(current);
  await user.type(current, "123456");
  await user.click(screen.getByRole("button", { name: "Guardar contraseña" }));

  expect(await screen.findByRole("link", { name: "Aeropuerto" })).toBeVisible();
  expect(sent).toEqual({ current: "123456", new: `${CHOSEN}!` });
  await waitFor(() => expect(backend.realtime.connects).not.toEqual([]));
});
