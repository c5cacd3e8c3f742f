/** A stand-in for the whole back end: the built web app, a large fleet, and readings of it at a steady rate.
 * `node bench/large-fleet.mjs PORT DIST KIOSKS READINGS_PER_SECOND`; the measurement is in bench/large_fleet.py. */
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { Server } from "socket.io";

const [port = "29200", dist = "dist", kiosks = "5000", rate = "500"] = process.argv.slice(2);
const TICK_MS = 50;
const types = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html",
  ".svg": "image/svg+xml",
  ".json": "application/json",
};

const user = {
  id: 1,
  username: "admin",
  name: "Admin",
  email: null,
  language: "es",
  must_change_password: false,
  otp_enabled: false,
  role: "admin",
  permissions: ["kiosks.read_all", "kiosks.write"],
};

const between = (low, high) => low + Math.random() * (high - low);
const one = (...of) => of[Math.floor(Math.random() * of.length)];
let seq = 0;

function reading() {
  const now = new Date().toISOString();
  seq += 1;
  return {
    seq,
    timestamp: now,
    received_at: now,
    environmental: { temperature: between(15, 38), humidity: between(20, 80), air_quality: between(10, 60) },
    hardware: {
      cpu_temp: between(35, 82),
      cpu_usage: between(2, 99),
      ram_usage: between(20, 93),
      disk_usage: between(20, 91),
    },
    peripherals: {
      printer_status: Math.random() < 0.02 ? one("low_ink", "paper_jam", "no_paper") : "ready",
      cash_acceptor: Math.random() < 0.01 ? "full" : "ready",
      card_reader: "ready",
    },
    location: { lat: -34.6, lng: -58.4, accuracy: 8 },
    network: { latency: between(10, 200), signal_strength: between(-95, -40) },
  };
}

function kiosk(id) {
  const now = new Date().toISOString();
  const online = id % 20 !== 0;
  return {
    id,
    code: `K${String(id).padStart(5, "0")}`,
    serial: `S-${id}`,
    name: `Kiosco ${id}`,
    model: one("K-200", "K-300"),
    location: one("Terminal 1", "Estación Norte", "Plaza", "Hospital"),
    assigned_location: { lat: between(-52, -23), lng: between(-70, -58) },
    real_location: null,
    assigned_to: null,
    group: one("norte", "sur", "centro"),
    tags: [],
    status: online ? "online" : "offline",
    lifecycle: "active",
    connection: online ? "online" : "offline",
    mode: "normal",
    capabilities: { sensors: [], peripherals: [], features: [] },
    firmware: "1.0.0",
    interval: 5,
    last_seen_at: now,
    created_at: now,
    updated_at: now,
    reading: reading(),
  };
}

const fleet = Array.from({ length: Number(kiosks) }, (_, index) => kiosk(index + 1));

function page(url) {
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const to = from + Number(url.searchParams.get("limit") ?? 50);
  return {
    items: fleet.slice(from, to),
    next_cursor: to < fleet.length ? String(to) : null,
    total: fleet.length,
  };
}

function answerOf(url) {
  if (url.pathname === "/app/config.json")
    return { realtime_url: url.origin, public_url: url.origin, demo: false, version: "0" };
  if (url.pathname === "/auth/login") return { message: "", token: "t", expires_in: 900, user };
  if (url.pathname === "/kiosks") return page(url);
  return undefined;
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", `http://localhost:${port}`);
  const answer = answerOf(url);
  if (answer) {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(answer));
    return;
  }
  if (!url.pathname.startsWith("/app")) {
    response.statusCode = 404;
    response.end();
    return;
  }
  const asked = join(dist, url.pathname.replace(/^\/app\/?/, ""));
  const file = existsSync(asked) && statSync(asked).isFile() ? asked : join(dist, "index.html");
  response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
  createReadStream(file).pipe(response);
});

const io = new Server(server);
io.on("connection", (socket) => {
  socket.emit("connected", { message: "" });
  socket.on("join_room", ({ room }) => {
    void socket.join(room);
    socket.emit("joined", { room });
  });
});

let owed = 0;
let turn = 0;
let before = performance.now();
setInterval(() => {
  const now = performance.now();
  owed += ((now - before) * Number(rate)) / 1_000;
  before = now;
  for (; owed >= 1; owed -= 1) {
    turn = (turn + 1) % fleet.length;
    // The offline ones are silent.
    if (fleet[turn].connection === "offline") turn = (turn + 1) % fleet.length;
    io.to("fleet").emit("kiosk_telemetry", { kiosk_id: fleet[turn].id, ...reading() });
  }
}, TICK_MS);

server.listen(Number(port), "127.0.0.1", () => process.stdout.write("ready\n"));
