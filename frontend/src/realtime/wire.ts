/** Ties the socket's events to what the app knows and to what it must ask for again. */
import type { QueryClient } from "@tanstack/react-query";
import { Listeners } from "@/lib/store";
import type { Session } from "@/session/session";
import { Connection } from "./connection";
import type { Realtime } from "./hooks";
import { LiveKiosks } from "./liveKiosks";

/** Many kiosks may be registered in a row (an import); the list is then asked for once. */
const STRANGER_DELAY_MS = 2_000;

/** The first parts of the keys of what an incident changes, and of what another version changes. */
const ANOMALY = ["risk", "incidents", "scores"];
const MODELS = ["models", "risk", "scores"];

export function startRealtime(url: string, session: Session, queries: QueryClient): Realtime {
  const kiosks = new LiveKiosks();
  const tasks: Realtime["tasks"] = new Listeners();
  const runs: Realtime["runs"] = new Listeners();
  const connection = new Connection(url, session, (socket) => {
    socket.on("kiosk_telemetry", (reading) => kiosks.onReading(reading));
    socket.on("kiosk_status", (change) => kiosks.onStatus(change));
    socket.on("task_progress", (progress) =>
      "run_id" in progress ? runs.emit(progress) : tasks.emit(progress),
    );
    socket.on("kiosk_alerts", ({ event }) => event.startsWith("anomaly.") && askAgain(queries, ANOMALY));
    socket.on("model_update", () => askAgain(queries, MODELS));
    socket.on("left", ({ room }) => loseKiosk(kioskOf(room), kiosks, queries));
  });
  connection.resumed.add(() => void queries.invalidateQueries());
  meetStrangers(kiosks, queries);
  return { connection, kiosks, tasks, runs };
}

function askAgain(queries: QueryClient, areas: string[]): void {
  for (const area of areas) void queries.invalidateQueries({ queryKey: [area] });
}

function meetStrangers(kiosks: LiveKiosks, queries: QueryClient): void {
  const met = new Set<number>();
  const ask = () => {
    // A large list is still on its way, page by page: those may be in it.
    if (queries.isFetching({ queryKey: ["kiosks"] }) > 0) return askSoon();
    const unknown = [...met].some((id) => !kiosks.get(id));
    met.clear();
    if (unknown) void queries.invalidateQueries({ queryKey: ["kiosks"] });
  };
  const askSoon = () => void setTimeout(ask, STRANGER_DELAY_MS);
  kiosks.strangers.add((id) => {
    if (met.size === 0) askSoon();
    met.add(id);
  });
}

function kioskOf(room: string): number | undefined {
  const id = /^kiosk:(\d+)$/.exec(room)?.[1];
  return id === undefined ? undefined : Number(id);
}

/** What is still on the screen of it is asked for again, and answered with what the person may see now. */
function loseKiosk(id: number | undefined, kiosks: LiveKiosks, queries: QueryClient): void {
  if (id === undefined) return;
  kiosks.forget(id);
  void queries.invalidateQueries({ queryKey: ["kiosks"] });
  void queries.resetQueries({ queryKey: ["kiosk", id] });
}
