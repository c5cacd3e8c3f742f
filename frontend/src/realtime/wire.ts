/** Ties the socket's events to what the app knows and to what it must ask for again. */
import type { QueryClient } from "@tanstack/react-query";
import type { Session } from "@/session/session";
import { Connection } from "./connection";
import type { Realtime } from "./hooks";
import { LiveKiosks } from "./liveKiosks";

/** Many kiosks may be registered in a row (an import); the list is then asked for once. */
const STRANGER_DELAY_MS = 2_000;

export function startRealtime(url: string, session: Session, queries: QueryClient): Realtime {
  const kiosks = new LiveKiosks();
  const connection = new Connection(url, session, (socket) => {
    socket.on("kiosk_telemetry", (reading) => kiosks.onReading(reading));
    socket.on("kiosk_status", (change) => kiosks.onStatus(change));
  });
  connection.resumed.add(() => void queries.invalidateQueries());

  let asking = false;
  kiosks.strangers.add(() => {
    if (asking) return;
    asking = true;
    setTimeout(() => {
      asking = false;
      void queries.invalidateQueries({ queryKey: ["kiosks"] });
    }, STRANGER_DELAY_MS);
  });
  return { connection, kiosks };
}
