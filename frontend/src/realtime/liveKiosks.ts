/** What is known now of every kiosk: seeded by HTTP, moved by the socket, told to the screen a few times a second. */
import type { Kiosk, Reading } from "@/api/types";
import { conditionOf, type Tone } from "@/domain/condition";
import { Listeners } from "@/lib/store";
import type { LiveReading, StatusChange } from "./events";

export interface LiveKiosk {
  readonly status: Kiosk["status"];
  readonly connection: Kiosk["connection"];
  readonly lastSeenAt: string | null;
  readonly reading: Reading | null;
  readonly condition: Tone;
}

export type Seed = Pick<Kiosk, "id" | "status" | "connection" | "last_seen_at"> & {
  reading?: Reading | null;
};

/** However fast readings arrive, components hear of them this often. */
const FLUSH_MS = 250;

export class LiveKiosks {
  /** A telemetry or status event about a kiosk nobody has asked for yet: somebody registered it meanwhile. */
  readonly strangers = new Listeners<[id: number]>();
  /** Each new reading once, as it comes; for charts, which keep every point. */
  readonly readings = new Listeners<[id: number, reading: Reading]>();
  /** After each flush, whatever changed. */
  readonly flushes = new Listeners();

  private readonly kiosks = new Map<number, LiveKiosk>();
  private readonly statusHeardAt = new Map<number, number>();
  private readonly watchers = new Map<number, Listeners>();
  private readonly changed = new Set<number>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly get = (id: number): LiveKiosk | undefined => this.kiosks.get(id);

  watch(id: number, listener: () => void): () => void {
    const watchers = this.watchers.get(id) ?? new Listeners();
    this.watchers.set(id, watchers);
    const remove = watchers.add(listener);
    return () => {
      remove();
      if (watchers.size === 0) this.watchers.delete(id);
    };
  }

  /** Takes what an HTTP answer says. An answer is older than the events that came after it was asked for
   * (`askedAt`, `performance.now()`): those stay. */
  seed(kiosks: Seed[], askedAt: number): void {
    for (const { id, status, connection, last_seen_at, reading } of kiosks) {
      const known = this.kiosks.get(id);
      const statusIsNewer = known && (this.statusHeardAt.get(id) ?? -1) > askedAt;
      const state = statusIsNewer ? known : { status, connection };
      this.put(id, {
        status: state.status,
        connection: state.connection,
        lastSeenAt: later(known?.lastSeenAt, last_seen_at),
        reading: newer(known?.reading, reading),
      });
    }
    this.flush();
  }

  onReading({ kiosk_id, ...reading }: LiveReading): void {
    const known = this.known(kiosk_id);
    if (!known) return;
    this.put(kiosk_id, {
      ...known,
      lastSeenAt: later(known.lastSeenAt, reading.received_at),
      reading: newer(known.reading, reading),
    });
    this.readings.emit(kiosk_id, reading);
    this.flushSoon();
  }

  onStatus({ kiosk_id, status, connection, last_seen_at }: StatusChange): void {
    const known = this.known(kiosk_id);
    if (!known) return;
    this.statusHeardAt.set(kiosk_id, performance.now());
    this.put(kiosk_id, {
      status,
      connection,
      lastSeenAt: later(known.lastSeenAt, last_seen_at),
      reading: known.reading,
    });
    this.flushSoon();
  }

  /** The person may not see this kiosk any more. */
  forget(id: number): void {
    if (!this.kiosks.delete(id)) return;
    this.statusHeardAt.delete(id);
    this.changed.add(id);
    this.flushSoon();
  }

  /** Another person sees other kiosks. */
  clear(): void {
    for (const id of this.kiosks.keys()) this.changed.add(id);
    this.kiosks.clear();
    this.statusHeardAt.clear();
    this.flush();
  }

  private known(id: number): LiveKiosk | undefined {
    const kiosk = this.kiosks.get(id);
    if (!kiosk) this.strangers.emit(id);
    return kiosk;
  }

  private put(id: number, next: Omit<LiveKiosk, "condition">): void {
    this.kiosks.set(id, { ...next, condition: conditionOf(next, next.reading) });
    this.changed.add(id);
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.changed.size === 0) return;
    const changed = [...this.changed];
    this.changed.clear();
    for (const id of changed) this.watchers.get(id)?.emit();
    this.flushes.emit();
  }
}

function later(a: string | null | undefined, b: string | null | undefined): string | null {
  if (!a || !b) return a ?? b ?? null;
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

function newer(a: Reading | null | undefined, b: Reading | null | undefined): Reading | null {
  if (!a || !b) return a ?? b ?? null;
  return Date.parse(b.received_at) >= Date.parse(a.received_at) ? b : a;
}
