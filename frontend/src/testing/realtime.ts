/** A real Socket.IO server for tests, on a free port. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import type {
  ClientEvents,
  KioskAlert,
  LiveReading,
  RunProgress,
  ServerEvents,
  StatusChange,
  TaskProgress,
} from "@/realtime/events";

export class RealtimeServer {
  /** Tokens shown at connect. */
  readonly connects: string[] = [];
  /** Tokens handed over later, on the open line. */
  readonly renewals: string[] = [];
  url = "";

  private readonly http = createServer();
  private readonly io = new Server<ClientEvents, ServerEvents>(this.http, { cors: { origin: "*" } });

  async start(): Promise<void> {
    this.io.on("connection", (socket) => this.welcome(socket));
    await new Promise<void>((resolve) => this.http.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return this.io.close();
  }

  telemetry(reading: LiveReading): void {
    this.io.to("fleet").to(`kiosk:${reading.kiosk_id}`).emit("kiosk_telemetry", reading);
  }

  status(change: StatusChange): void {
    this.io.to("fleet").to(`kiosk:${change.kiosk_id}`).emit("kiosk_status", change);
  }

  /** Sends everybody out of a room, as when access was lost. */
  expel(room: string): void {
    this.io.to(room).emit("left", { room, code: "forbidden" });
    this.io.socketsLeave(room);
  }

  task(person: number, progress: TaskProgress): void {
    this.io.to(`user:${person}`).emit("task_progress", progress);
  }

  run(person: number, progress: RunProgress): void {
    this.io.to(`user:${person}`).emit("task_progress", progress);
  }

  /** Something was found on a kiosk, or is over. */
  alert(alert: KioskAlert): void {
    this.io.to("alerts").to(`kiosk:${alert.kiosk_id}`).emit("kiosk_alerts", alert);
  }

  /** Another version of a model serves. */
  model(event: string): void {
    this.io.emit("model_update", { event });
  }

  /** Breaks every line, as a bad network does. */
  drop(): void {
    for (const socket of this.io.sockets.sockets.values()) socket.conn.close();
  }

  /** Who is in a room now. */
  members(room: string): number {
    return this.io.sockets.adapter.rooms.get(room)?.size ?? 0;
  }

  private welcome(socket: Socket<ClientEvents, ServerEvents>): void {
    this.connects.push(String(socket.handshake.auth.token));
    socket.emit("connected", { message: "hola" });
    socket.on("join_room", ({ room }) => {
      void socket.join(room);
      socket.emit("joined", { room });
    });
    socket.on("leave_room", ({ room }) => void socket.leave(room));
    socket.on("refresh_token", ({ token }) => void this.renewals.push(token));
  }
}
