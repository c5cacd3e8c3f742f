/** The one socket of the app: follows the session, keeps its rooms over reconnects, says honestly how it is. */
import type { Socket } from "socket.io-client";
import { Listeners } from "@/lib/store";
import type { Session } from "@/session/session";
import type { ClientEvents, ServerEvents } from "./events";

export type LinkState = "connecting" | "live" | "reconnecting";
type AppSocket = Socket<ServerEvents, ClientEvents>;

/** Socket.IO does not come back by itself after a refusal or when the server closed the socket. */
const RETRY_MS = 3_000;

export class Connection {
  state: LinkState = "connecting";
  /** When the state last changed from or to live. */
  since = Date.now();
  readonly changes = new Listeners();
  /** After a gap: what was sent meanwhile is missing here and must be asked for. */
  readonly resumed = new Listeners();

  private socket: AppSocket | undefined;
  private readonly rooms = new Map<string, number>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private wasLive = false;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly session: Session,
    /** Listens to the socket's events; called once, when there is a socket. */
    private readonly listen: (socket: AppSocket) => void,
  ) {
    session.changes.add(this.followSession);
    session.tokens.add((token) => {
      if (this.socket?.connected) this.socket.emit("refresh_token", { token });
    });
    this.followSession();
  }

  /** For good. */
  stop(): void {
    this.stopped = true;
    this.close();
  }

  /** Stays in a room until the answer is called as often as it was joined. */
  join(room: string): () => void {
    const members = this.rooms.get(room) ?? 0;
    this.rooms.set(room, members + 1);
    if (members === 0 && this.socket?.connected) this.socket.emit("join_room", { room });
    return () => {
      const left = (this.rooms.get(room) ?? 1) - 1;
      if (left > 0) this.rooms.set(room, left);
      else this.rooms.delete(room);
      if (left <= 0 && this.socket?.connected) this.socket.emit("leave_room", { room });
    };
  }

  private readonly followSession = (): void => {
    const { state } = this.session;
    // Who must choose a password first is let in nowhere else.
    if (state.phase === "active" && !state.user.must_change_password) void this.open();
    if (state.phase === "anonymous") this.close();
  };

  private async open(): Promise<void> {
    // The first page does not wait for this code.
    const { io } = await import("socket.io-client");
    if (this.stopped) return;
    this.socket ??= this.create(io);
    if (this.session.state.phase === "active" && !this.socket.active) this.socket.connect();
  }

  private create(io: typeof import("socket.io-client").io): AppSocket {
    const socket: AppSocket = io(this.url, {
      autoConnect: false,
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      reconnectionDelay: 1_000,
      reconnectionDelayMax: 10_000,
      randomizationFactor: 0.5,
      auth: (give) => give({ token: this.session.token }),
    });
    socket.on("connect", () => this.onConnect(socket));
    socket.on("disconnect", () => this.onLost(socket));
    socket.on("connect_error", (error) => this.onLost(socket, isUnauthorized(error)));
    this.listen(socket);
    return socket;
  }

  private close(): void {
    clearTimeout(this.timer);
    this.wasLive = false;
    this.socket?.disconnect();
    this.become("connecting");
  }

  private onConnect(socket: AppSocket): void {
    for (const room of this.rooms.keys()) socket.emit("join_room", { room });
    this.become("live");
    if (this.wasLive) this.resumed.emit();
    this.wasLive = true;
  }

  private onLost(socket: AppSocket, unauthorized = false): void {
    if (this.stopped || this.session.state.phase === "anonymous") return;
    this.become(this.wasLive ? "reconnecting" : "connecting");
    if (socket.active) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.retry(unauthorized), RETRY_MS * (0.5 + Math.random()));
  }

  private async retry(renewFirst: boolean): Promise<void> {
    const renewed = renewFirst ? await this.session.renew().catch(() => true) : true;
    if (renewed) this.followSession();
  }

  private become(state: LinkState): void {
    if (state === this.state) return;
    if ((state === "live") !== (this.state === "live")) this.since = Date.now();
    this.state = state;
    this.changes.emit();
  }
}

function isUnauthorized(error: Error & { data?: { code?: string } }): boolean {
  return error.data?.code === "unauthorized";
}
