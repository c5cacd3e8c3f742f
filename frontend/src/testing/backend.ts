/** A small back end for tests: people, sessions and kiosks in memory, answered at the network boundary. */
import { HttpResponse, http } from "msw";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { KioskWithReading, Reading, User } from "@/api/types";
import { RealtimeServer } from "./realtime";
import { server } from "./server";

const at = (path: string) => `${location.origin}${path}`;

export const admin: User = {
  id: 1,
  username: "admin",
  name: "Ana",
  email: null,
  language: "es",
  must_change_password: false,
  otp_enabled: false,
  role: "admin",
  permissions: ["kiosks.read_all", "kiosks.write"],
};

class Backend {
  readonly realtime = new RealtimeServer();
  user = admin;
  password = "123456";
  kiosks: KioskWithReading[] = [];
  /** Whether the browser holds a refresh cookie that is still good. */
  cookie = false;
  /** The only access token that is good now. */
  token = "";
  refreshes = 0;

  private issued = 0;

  reset(): void {
    Object.assign(this, { user: admin, kiosks: [], cookie: false, token: "", refreshes: 0 });
    this.realtime.connects.length = 0;
    this.realtime.renewals.length = 0;
    server.use(
      http.get(at("/app/config.json"), () =>
        HttpResponse.json({
          realtime_url: this.realtime.url,
          public_url: "http://localhost:5000",
          demo: true,
          version: "1.2.3",
        }),
      ),
      http.post(at("/auth/login"), async ({ request }) => {
        const { username, password } = (await request.json()) as { username: string; password: string };
        const known = username === this.user.username && password === this.password;
        return known ? this.grant() : problem(401, "invalid_credentials", "Usuario o contraseña incorrectos");
      }),
      http.post(at("/auth/refresh"), ({ request }) => {
        this.refreshes += 1;
        const trusted = request.headers.get("X-Requested-With") === "admin-kiosk";
        return this.cookie && trusted ? this.grant() : problem(401, "session_ended", "La sesión terminó");
      }),
      http.post(at("/auth/logout"), () => {
        this.cookie = false;
        this.token = "";
        return HttpResponse.json({ message: "Hasta luego" });
      }),
      http.get(at("/kiosks"), ({ request }) =>
        this.authorised(request, () => {
          const retired = new URL(request.url).searchParams.get("status") === "retired";
          const items = this.kiosks.filter(({ status }) => (status === "retired") === retired);
          return { items, next_cursor: null, total: items.length };
        }),
      ),
    );
  }

  /** The answer, if the caller's token is the good one. */
  authorised(request: Request, answer: () => object): Response {
    const known = request.headers.get("Authorization") === `Bearer ${this.token}`;
    return known ? HttpResponse.json(answer()) : problem(401, "unauthorized", "Inicia sesión");
  }

  private grant(): Response {
    this.issued += 1;
    this.token = `token-${this.issued}`;
    this.cookie = true;
    return HttpResponse.json({ message: "", token: this.token, expires_in: 900, user: this.user });
  }
}

export function problem(status: number, code: string, message: string, errors: object[] = []): Response {
  return HttpResponse.json(
    { type: "about:blank", title: code, status, code, message, errors, request_id: "r-1" },
    { status, headers: { "content-type": "application/problem+json" } },
  );
}

/** A back end for the tests of one file, fresh for each. */
export function useBackend(): Backend {
  const backend = new Backend();
  beforeAll(() => backend.realtime.start());
  beforeEach(() => backend.reset());
  afterAll(() => backend.realtime.stop());
  return backend;
}

export function makeReading(changes: Partial<Reading> = {}): Reading {
  const now = new Date().toISOString();
  return {
    seq: 1,
    timestamp: now,
    received_at: now,
    hardware: { cpu_temp: 50, cpu_usage: 20, ram_usage: 30, disk_usage: 40 },
    peripherals: { printer_status: "ready", cash_acceptor: "ready", card_reader: "ready" },
    ...changes,
  };
}

export function makeKiosk(id: number, changes: Partial<KioskWithReading> = {}): KioskWithReading {
  const now = new Date().toISOString();
  return {
    id,
    code: `K${1000 + id}`,
    serial: `S-${id}`,
    name: `Kiosco ${id}`,
    model: "",
    location: "Plaza",
    assigned_location: null,
    real_location: null,
    assigned_to: null,
    group: null,
    tags: [],
    status: "online",
    lifecycle: "active",
    connection: "online",
    mode: "normal",
    capabilities: { sensors: [], peripherals: [], features: [] },
    firmware: null,
    interval: 5,
    last_seen_at: now,
    created_at: now,
    updated_at: now,
    reading: makeReading(),
    ...changes,
  };
}
