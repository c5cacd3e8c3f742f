import { screen, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { beforeEach, expect, test } from "vitest";
import type { Delivery, Mail } from "@/api/types";
import { admin, problem, useBackend } from "@/testing/backend";
import { currentAddress, renderApp, signIn } from "@/testing/renderApp";
import { server } from "@/testing/server";
import { pieces } from "./model/links";

const backend = useBackend();
const at = (path: string) => `${location.origin}${path}`;

function makeMail(id: number, changes: Partial<Mail> = {}): Mail {
  const received_at = new Date().toISOString();
  return {
    id,
    sender: "kiosk@localhost",
    to: "ana@example.com",
    subject: `Correo ${id}`,
    received_at,
    ...changes,
  };
}

function makeDelivery(changes: Partial<Delivery> = {}): Delivery {
  const now = new Date().toISOString();
  return {
    id: 5,
    channel: "email",
    to: "ana@example.com",
    subject: "Prueba",
    template: "test",
    language: "es",
    state: "queued",
    attempts: 0,
    error: null,
    error_detail: null,
    due_at: now,
    requested_by: 1,
    created_at: now,
    sent_at: null,
    ...changes,
  };
}

let mails: Mail[];
let body: string;

beforeEach(() => {
  mails = [];
  body = "";
  backend.user = { ...admin, email: "ana@example.com", permissions: [...admin.permissions, "notify.manage"] };
  server.use(
    http.get(at("/notify/mailbox"), ({ request }) =>
      backend.authorised(request, () => ({ items: mails, next_cursor: null })),
    ),
    http.get(at("/notify/mailbox/:id"), ({ params }) => {
      const mail = mails.find(({ id }) => id === Number(params.id));
      return mail ? HttpResponse.json({ ...mail, body }) : problem(404, "mail_not_found", "No está");
    }),
    http.post(at("/notify/test-email"), () =>
      HttpResponse.json({ message: "queued", delivery: makeDelivery() }, { status: 202 }),
    ),
  );
});

test("a mail is read as text: its addresses open elsewhere, its HTML is never carried out", async () => {
  mails = [makeMail(2, { subject: "Contraseña" }), makeMail(1)];
  body = "Hola <img src=x onerror=alert(1)>\nAbre https://kiosk.example/app/reset#token=a-b. Gracias";
  const user = renderApp("/");
  await signIn(user);
  await user.click(await screen.findByRole("link", { name: "Mensajes" }));
  const list = within(await screen.findByRole("list", { name: "Correos recibidos" }));
  expect(list.getAllByRole("link").map((link) => link.textContent)).toEqual([
    expect.stringContaining("Contraseña"),
    expect.stringContaining("Correo 1"),
  ]);

  await user.click(list.getByRole("link", { name: /Contraseña/ }));
  const mail = await screen.findByRole("article");
  expect(currentAddress()).toBe("/app/messages/2");
  expect(mail).toHaveTextContent("Hola <img src=x onerror=alert(1)>");
  expect(mail.querySelector("img")).toBeNull();
  const link = within(mail).getByRole("link");
  expect(link).toHaveAttribute("href", "https://kiosk.example/app/reset#token=a-b");
  expect(link).toHaveAttribute("rel", expect.stringContaining("noopener"));
});

test("a test mail is followed until it is sent, and is then in the mailbox", async () => {
  const states: Delivery[] = [
    makeDelivery(),
    makeDelivery({ state: "sent", sent_at: new Date().toISOString() }),
  ];
  server.use(
    http.get(at("/notify/deliveries/5"), () => {
      const state = states.length > 1 ? states.shift() : states[0];
      if (state?.state === "sent") mails = [makeMail(9, { subject: "Correo de prueba de Admin Kiosk" })];
      return HttpResponse.json(state);
    }),
  );
  const user = renderApp("/app/messages");
  await signIn(user);
  expect(await screen.findByRole("heading", { name: "Aún no hay correo" })).toBeVisible();
  await user.click(screen.getByRole("link", { name: "Enviar prueba" }));
  expect(await screen.findByLabelText("Para")).toHaveValue("ana@example.com");
  await user.click(screen.getByRole("button", { name: "Enviar" }));
  expect(await screen.findByText(/está en camino/)).toBeVisible();
  expect(await screen.findByText(/^Enviado a ana@example.com a las/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Listo" }));
  expect(await screen.findByRole("link", { name: /Correo de prueba de Admin Kiosk/ })).toBeVisible();
});

test("a test mail that cannot be sent says why", async () => {
  const failed = makeDelivery({
    state: "failed",
    error: "mail_server_away",
    error_detail: "ConnectionRefused",
  });
  server.use(http.get(at("/notify/deliveries/5"), () => HttpResponse.json(failed)));
  const user = renderApp("/app/messages/test");
  await signIn(user);
  await user.click(await screen.findByRole("button", { name: "Enviar" }));
  expect(await screen.findByText("No se pudo enviar a ana@example.com.")).toBeVisible();
  expect(screen.getByText(/El servidor de correo no responde/)).toHaveTextContent("ConnectionRefused");
});

test("where no mail is kept there is no entry, and the address says why", async () => {
  server.use(http.get(at("/notify/mailbox"), () => problem(404, "mailbox_not_here", "No hay buzón")));
  await signIn(renderApp("/app/messages"));
  expect(await screen.findByRole("heading", { name: "Aquí no hay un buzón local" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Mensajes" })).toBeNull();
});

test("who may not manage messages is asked for nothing and told so", async () => {
  backend.user = admin;
  server.use(http.get(at("/notify/mailbox"), () => HttpResponse.error()));
  await signIn(renderApp("/app/messages"));
  expect(await screen.findByRole("heading", { name: "No puedes ver esta página" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Mensajes" })).toBeNull();
});

test("a mailbox that does not answer can be asked again", async () => {
  server.use(
    http.get(at("/notify/mailbox"), ({ request }) =>
      new URL(request.url).searchParams.has("limit")
        ? HttpResponse.json({ items: [], next_cursor: null })
        : problem(403, "forbidden", "Ahora no"),
    ),
  );
  const user = renderApp("/app/messages");
  await signIn(user);
  expect(await screen.findByText("Ahora no")).toBeVisible();
  server.use(
    http.get(at("/notify/mailbox"), () => HttpResponse.json({ items: [makeMail(1)], next_cursor: null })),
  );
  await user.click(screen.getByRole("button", { name: "Reintentar" }));
  expect(await screen.findByRole("link", { name: /Correo 1/ })).toBeVisible();
});

test("the text around an address stays as it was", () => {
  const text = "(ver https://a.example/x?y=1), o http://b.example/#z.\njavascript:alert(1)";
  expect(pieces(text).map((piece) => piece.text)).toHaveLength(5);
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(""),
  ).toBe(text);
  expect(
    pieces(text)
      .filter(({ link }) => link)
      .map((piece) => piece.text),
  ).toEqual(["https://a.example/x?y=1", "http://b.example/#z"]);
});
