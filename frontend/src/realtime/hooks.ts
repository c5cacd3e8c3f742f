/** Realtime, for components: be in a room, read a kiosk as it is now, know how the line is. */
import { createContext, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import type { Reading } from "@/api/types";
import type { Listeners } from "@/lib/store";
import type { Connection, LinkState } from "./connection";
import type { RunProgress, TaskProgress } from "./events";
import type { LiveKiosk, LiveKiosks } from "./liveKiosks";

export interface Realtime {
  connection: Connection;
  kiosks: LiveKiosks;
  /** How far tasks of the person have come; heard by who is in the room `user:<own id>`. */
  tasks: Listeners<[progress: TaskProgress]>;
  /** How far trainings of models have come; heard likewise. */
  runs: Listeners<[progress: RunProgress]>;
}

const RealtimeContext = createContext<Realtime | null>(null);
export const RealtimeProvider = RealtimeContext.Provider;

function useRealtime(): Realtime {
  const realtime = useContext(RealtimeContext);
  if (!realtime) throw new Error("useRealtime needs a RealtimeProvider");
  return realtime;
}

export function useLiveKiosks(): LiveKiosks {
  return useRealtime().kiosks;
}

export function useLink(): { state: LinkState; since: number } {
  const { connection } = useRealtime();
  const state = useSyncExternalStore(connection.changes.add, () => connection.state);
  return { state, since: connection.since };
}

/** Stays in these rooms while the component is on the screen. */
export function useRooms(rooms: string[]): void {
  const { connection } = useRealtime();
  const names = rooms.join(" ");
  useEffect(() => {
    const leave = names
      .split(" ")
      .filter(Boolean)
      .map((room) => connection.join(room));
    return () => {
      for (const away of leave) away();
    };
  }, [connection, names]);
}

/** One fact of a kiosk as it is now. The component renders again only when that fact changes. */
export function useLive<T>(id: number, fact: (kiosk: LiveKiosk | undefined) => T): T {
  const { kiosks } = useRealtime();
  return useSyncExternalStore(
    (listener) => kiosks.watch(id, listener),
    () => fact(kiosks.get(id)),
  );
}

/** How far a task has come, once something is heard of it. */
export function useTaskProgress(id: string | undefined): TaskProgress | undefined {
  const { tasks } = useRealtime();
  const [progress, setProgress] = useState<TaskProgress>();
  useEffect(() => tasks.add((heard) => heard.task_id === id && setProgress(heard)), [tasks, id]);
  return progress?.task_id === id ? progress : undefined;
}

/** How far a training has come, once something is heard of it. */
export function useRunProgress(id: number | undefined): RunProgress | undefined {
  const { runs } = useRealtime();
  const [progress, setProgress] = useState<RunProgress>();
  useEffect(() => runs.add((heard) => heard.run_id === id && setProgress(heard)), [runs, id]);
  return progress?.run_id === id ? progress : undefined;
}

/** Hears every reading of a kiosk, also those that come faster than the screen is drawn. */
export function useReadings(id: number, listener: (reading: Reading) => void): void {
  const { kiosks } = useRealtime();
  const latest = useRef(listener);
  useEffect(() => {
    latest.current = listener;
  });
  useEffect(
    () => kiosks.readings.add((from, reading) => from === id && latest.current(reading)),
    [kiosks, id],
  );
}
