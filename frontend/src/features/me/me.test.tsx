import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import { useBackend } from "@/testing/backend";
import { renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import type { SignedIn } from "./api/me";
import { deviceOf } from "./model/device";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;
const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

let sessions: SignedIn[];

beforeEach(() => {
  const now = new Date().toISOString();
  const session = { created_at: now, last_used_at: now, expires_at: now, address: "192.0.2.7" };
  sessions = [
    { ...session, id: "a", user_agent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", current: true },
    { ...session, id: "b", user_agent: IPHONE, current: false },
  ];
  server.use(http.get(at("/auth/sessions"), () => HttpResponse.json({ items: sessions, next_cursor: null })));
});

test("a name is changed, the whole app calls one so, and what is typed meanwhile stays", async () => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.use(
    http.put(at("/auth/me"), async ({ request }) => {
      await held;
      backend.user = { ...backend.user, ...((await request.json()) as object) };
      return HttpResponse.json({ message: "saved", user: backend.user });
    }),
  );
  const user = renderApp("/app/me");
  await signIn(user);
  const name = await screen.findByLabelText("Nombre");
  await user.clear(name);
  await user.type(name, "Ana María");
  await user.click(screen.getByRole("button", { name: "Guardar" }));
  await user.type(screen.getByLabelText(/^Correo/), "a@example.com");
  answer();
  await user.click(await screen.findByRole("button", { name: "Guardar" }));
  expect(await screen.findByText("Guardado.")).toBeVisible();
  expect(backend.user).toMatchObject({ name: "Ana María", email: "a@example.com" });
  expect(screen.getByRole("button", { name: /^Yo:\s*Ana María/ })).toBeVisible();
});

test("the second factor is switched on with a picture drawn here and a code as proof", async () => {
  let proof: unknown;
  server.use(
    http.post(at("/auth/otp/setup"), () =>
      HttpResponse.json({
        secret: "JBSWY3DPEHPK3PXP",
        otpauth_uri: "otpauth://totp/Admin:admin?secret=JBSWY3DPEHPK3PXP",
      }),
    ),
    http.post(at("/auth/otp/enable"), async ({ request }) => {
      proof = await request.json();
      backend.user = { ...backend.user, otp_enabled: true };
      return HttpResponse.json({ message: "enabled" });
    }),
  );
  const user = renderApp("/app/me");
  await signIn(user);
  const section = within(await screen.findByRole("region", { name: "Segundo factor" }));
  await user.click(section.getByRole("button", { name: "Activar" }));
  await user.type(section.getByLabelText("Tu contraseña"), "123456");
  await user.click(section.getByRole("button", { name: "Continuar" }));
  expect(await section.findByRole("img", { name: /Código QR/ })).toBeVisible();
  expect(section.getByText("JBSW")).toBeVisible();
  await user.type(section.getByLabelText("Código"), "123 456");
  await user.click(section.getByRole("button", { name: "Activar" }));
  expect(await section.findByText("Activado")).toBeVisible();
  expect(proof).toEqual({ otp: "123456", password: "123456" });
  // The form is gone, and not another one in its place.
  expect(await section.findByRole("button", { name: "Desactivar" })).toBeVisible();
  expect(section.queryByText("JBSW")).toBeNull();
  expect(section.queryByLabelText("Tu contraseña")).toBeNull();
});

test("the second factor is switched off with the password and a last code, and nothing more is asked", async () => {
  backend.user = { ...backend.user, otp_enabled: true };
  server.use(
    http.post(at("/auth/otp/disable"), () => {
      backend.user = { ...backend.user, otp_enabled: false };
      return HttpResponse.json({ message: "disabled" });
    }),
  );
  const user = renderApp("/app/me");
  await signIn(user);
  const section = within(await screen.findByRole("region", { name: "Segundo factor" }));
  await user.click(section.getByRole("button", { name: "Desactivar" }));
  await user.type(section.getByLabelText("Tu contraseña"), "123456");
  await user.click(section.getByRole("button", { name: "Continuar" }));
  await user.type(section.getByLabelText("Código"), "123456");
  await user.click(section.getByRole("button", { name: "Desactivar" }));
  expect(await section.findByRole("button", { name: "Activar" })).toBeVisible();
  expect(section.queryByLabelText("Tu contraseña")).toBeNull();
});

test("another device is signed out from here", async () => {
  server.use(
    http.delete(at("/auth/sessions/:id"), ({ params }) => {
      sessions = sessions.filter(({ id }) => id !== params.id);
      return HttpResponse.json({ message: "ended" });
    }),
  );
  const user = renderApp("/app/me");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Terminar: Safari · iOS" }));
  expect(await screen.findByText("Firefox · Linux")).toBeVisible();
  await expect.poll(() => screen.queryByText("Safari · iOS")).toBeNull();
});

test.each([
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"],
  ["Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"],
  ["python-requests/2.34.2", "python-requests/2.34.2"],
  ["", "–"],
])("%s is %s", (userAgent, device) => {
  expect(deviceOf(userAgent)).toBe(device);
});
