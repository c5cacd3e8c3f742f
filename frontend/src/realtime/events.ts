/** What travels over the socket, by the names of the contract. */
import type { Kiosk, Reading } from "@/api/types";

export type LiveReading = Reading & { kiosk_id: number };

export interface StatusChange {
  kiosk_id: number;
  status: Kiosk["status"];
  connection: Kiosk["connection"];
  mode: Kiosk["mode"];
  last_seen_at: string | null;
  at: string;
}

/** How far a long task of one's own has come. */
export interface TaskProgress {
  task_id: string;
  kind: string;
  done: number;
  total: number | null;
  phase: string | null;
  state: string;
}

/** How far the training of a model has come: `done` of `total` steps of the stage. The last stage is what became of it. */
export interface RunProgress {
  task: "retrain";
  model: string;
  run_id: number;
  done: number;
  total: number;
  stage: string;
  state: "running" | "done";
}

/** Something was found on a kiosk, is over, or was judged. */
export interface KioskAlert {
  event: string;
  kiosk_id: number;
  incident_id?: number;
}

export interface ServerEvents {
  connected: (greeting: { message: string }) => void;
  joined: (answer: { room: string }) => void;
  /** The person may no longer listen in this room, such as that of a kiosk that went to somebody else. */
  left: (room: { room: string; code: string }) => void;
  error: (refusal: { code: string; room?: string }) => void;
  kiosk_telemetry: (reading: LiveReading) => void;
  kiosk_status: (change: StatusChange) => void;
  task_progress: (progress: TaskProgress | RunProgress) => void;
  kiosk_alerts: (alert: KioskAlert) => void;
  /** A version of a model was promoted, rolled back or refused. */
  model_update: (change: { event: string }) => void;
}

export interface ClientEvents {
  join_room: (room: { room: string }) => void;
  leave_room: (room: { room: string }) => void;
  refresh_token: (renewal: { token: string }) => void;
}
