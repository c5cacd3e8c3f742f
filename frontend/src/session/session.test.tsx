import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { expect, test } from "vitest";
import { remember } from "@/lib/preferences";
import { admin, makeKiosk, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { Session } from "./session";
import { Tabs } from "./tabs";

const backend = useBackend();

test("a person signs in and is at the page they asked for", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
  const user = renderApp("/app/fleet?q=aero");
  await signIn(user);
  expect(await screen.findByRole("link", { name: "Aeropuerto" })).toBeVisible();
  expect(currentAddress()).toBe("/app/fleet?q=aero");
});

test("a wrong password is refused in the server's words, and nothing typed is lost", async () => {
  const user = renderApp("/");
  await signIn(user, "wrong");
  expect(await screen.findByRole("alert")).toHaveTextContent("Usuario o contraseña incorrectos");
  expect(screen.getByLabelText("Usuario")).toHaveValue("admin");
});

test("a first visit does not ask for a session that cannot be", async () => {
  renderApp("/");
  await screen.findByLabelText("Usuario");
  expect(backend.refreshes).toBe(0);
});

test("a later visit goes on with the session of the earlier one", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
  backend.cookie = true;
  remember("session", "1");
  renderApp("/");
  expect(await screen.findByRole("link", { name: "Aeropuerto" })).toBeVisible();
});

test("a server that is away at the start can be asked again", async () => {
  backend.cookie = true;
  remember("session", "1");
  server.use(http.post(`${location.origin}/auth/refresh`, () => HttpResponse.error(), { once: true }));
  const user = renderApp("/");
  await user.click(await screen.findByRole("button", { name: "Reintentar" }));
  expect(await screen.findByRole("heading", { name: "Flota" })).toBeVisible();
});

test("a token that is no longer good is renewed once, for all requests that met it", async () => {
  const kiosk = makeKiosk(7, { name: "Aeropuerto", reading: null });
  backend.kiosks = [kiosk];
  server.use(
    http.get(`${location.origin}/kiosks/7`, ({ request }) => backend.authorised(request, () => kiosk)),
    http.get(`${location.origin}/kiosks/7/status`, ({ request }) =>
      backend.authorised(request, () => ({ ...kiosk, kiosk_id: 7, last_seq: null })),
    ),
  );
  const user = renderApp("/");
  await signIn(user);
  const link = await screen.findByRole("link", { name: "Aeropuerto" });
  await waitFor(() => expect(backend.realtime.connects).toContain(backend.token));

  backend.token = "revoked by the server";
  await user.click(link);
  expect(await screen.findByRole("heading", { name: "Aeropuerto" })).toBeVisible();
  expect(backend.refreshes).toBe(1);
  // The socket was given the new one before the old one ran out.
  await waitFor(() => expect(backend.realtime.renewals).toEqual([backend.token]));
});

test("when the session ends, signing in again goes on with what was under way", async () => {
  const user = renderApp("/");
  await signIn(user);
  await user.click((await screen.findAllByRole("link", { name: "Registrar kiosco" }))[0] as HTMLElement);
  await user.type(await screen.findByLabelText("Nombre"), "Nuevo");
  await user.type(screen.getByLabelText("Lugar"), "Plaza");
  server.use(
    http.post(`${location.origin}/kiosks`, ({ request }) =>
      backend.authorised(request, () => ({
        message: "",
        kiosk: makeKiosk(9, { name: "Nuevo", status: "registered", connection: "offline", reading: null }),
        enrolment_token: "e-1",
        enrolment_expires_at: new Date(Date.now() + 3_600_000).toISOString(),
      })),
    ),
  );

  backend.token = "";
  backend.cookie = false;
  await user.click(screen.getByRole("button", { name: "Registrar" }));
  const again = await screen.findByRole("dialog", { name: "Tu sesión terminó" });
  await user.type(within(again).getByLabelText("Contraseña"), "123456");
  await user.click(within(again).getByRole("button", { name: "Entrar" }));
  expect(await screen.findByRole("dialog", { name: "Nuevo está registrado" })).toBeVisible();
});

test("what one person had under way is not sent as another who signs in in another tab", async () => {
  const user = renderApp("/");
  await signIn(user);
  await user.click((await screen.findAllByRole("link", { name: "Registrar kiosco" }))[0] as HTMLElement);
  await user.type(await screen.findByLabelText("Nombre"), "Nuevo");
  await user.type(screen.getByLabelText("Lugar"), "Plaza");
  const sentWith: (string | null)[] = [];
  server.use(
    http.post(`${location.origin}/kiosks`, ({ request }) => {
      sentWith.push(request.headers.get("Authorization"));
      return backend.authorised(request, () => ({}));
    }),
  );
  const token = `Bearer ${backend.token}`;
  backend.token = "";
  backend.cookie = false;
  await user.click(screen.getByRole("button", { name: "Registrar" }));
  await screen.findByRole("dialog", { name: "Tu sesión terminó" });

  backend.user = { ...admin, id: 2, name: "Beto" };
  backend.cookie = true;
  const tab = new Tabs(() => {});
  tab.tell("signed-in");
  // The dialog at this address, as it is for who has typed nothing yet.
  await waitFor(() => expect(screen.getByLabelText("Nombre")).toHaveValue(""));
  await user.click(screen.getByRole("button", { name: "Cerrar" }));
  expect(await screen.findByRole("button", { name: /^Yo:\s*Beto/ })).toBeVisible();
  expect(sentWith).toEqual([token]);
  tab.close();
});

test("a renewal that was under way at the sign-out signs nobody in again", async () => {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  server.use(
    http.post(`${location.origin}/auth/refresh`, async () => {
      await held;
      return HttpResponse.json({ message: "", token: "late", expires_in: 900, user: admin });
    }),
  );
  const session = new Session(() => "es");
  await session.signIn("admin", "123456");
  const renewal = session.renew();
  await session.signOut();
  answer();
  expect(await renewal).toBe(false);
  expect(session.state.phase).toBe("anonymous");
  expect(session.token).toBeNull();
  session.stop();
});

test("signing out leaves nothing behind", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
  const user = renderApp("/");
  await signIn(user);
  await screen.findByRole("link", { name: "Aeropuerto" });
  await user.click(screen.getByRole("button", { name: /^Yo/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Cerrar sesión" }));
  expect(await screen.findByLabelText("Contraseña")).toBeVisible();
  expect(backend.cookie).toBe(false);
  expect(screen.queryByText("Aeropuerto")).toBeNull();
});

test("signing out in another tab of the browser signs out here", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
  await signIn(renderApp("/"));
  await screen.findByRole("link", { name: "Aeropuerto" });
  const tab = new Tabs(() => {});
  tab.tell("signed-out");
  expect(await screen.findByLabelText("Contraseña")).toBeVisible();
  expect(screen.queryByText("Aeropuerto")).toBeNull();
  tab.close();
});

test("signing in in another tab serves the one that waits at the door", async () => {
  backend.kiosks = [makeKiosk(1, { name: "Aeropuerto" })];
  renderApp("/");
  await screen.findByLabelText("Contraseña");
  backend.cookie = true;
  const tab = new Tabs(() => {});
  tab.tell("signed-in");
  expect(await screen.findByRole("link", { name: "Aeropuerto" })).toBeVisible();
  tab.close();
});
