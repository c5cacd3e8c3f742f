/** Remembers the fleet and the kiosks looked at, for when there is no network. It belongs to one person and is wiped
 * when they sign out or somebody else signs in. */
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import type { User } from "@/api/types";
import type { LiveKiosks, Seed } from "@/realtime/liveKiosks";
import type { Session } from "@/session/session";
import { type KeptAnswer, openStore, type Store } from "./store";

/** The first parts of the keys of what is kept. */
const AREAS = ["kiosks", "kiosk"];
const MOST_ANSWERS = 300;
const WRITE_MS = 1_000;
const LIVE_MS = 60_000;

interface Remembered {
  user: User;
  /** When something was last heard of the server. */
  at: number;
}

export class Memory {
  private readonly store: Promise<Store | undefined> = openStore();
  private readonly waiting = new Map<string, KeptAnswer>();
  private readonly leave: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly looks: ReturnType<typeof setInterval>;

  constructor(
    private readonly session: Session,
    private readonly queries: QueryClient,
    private readonly live: LiveKiosks,
  ) {
    const unsubscribe = queries.getQueryCache().subscribe((event) => {
      if (event.type !== "updated" || event.action.type !== "success" || event.action.manual) return;
      const { queryKey, queryHash, state } = event.query;
      if (isKept(queryKey))
        this.keep({ hash: queryHash, key: queryKey, data: state.data, at: state.dataUpdatedAt });
    });
    const unfollow = session.changes.add(() => void this.followSession());
    this.looks = setInterval(() => void this.write(), LIVE_MS);
    document.addEventListener("visibilitychange", this.onHide);
    addEventListener("offline", this.onOffline);
    this.leave = () => {
      unsubscribe();
      unfollow();
      document.removeEventListener("visibilitychange", this.onHide);
      removeEventListener("offline", this.onOffline);
    };
  }

  /** Puts what is remembered where pages look for it. Undefined when there is nothing. */
  async recall(): Promise<Remembered | undefined> {
    const store = await this.store;
    const last = await store?.get("person", "last");
    if (!store || !last) return undefined;
    await this.fill(store);
    return last;
  }

  stop(): void {
    clearTimeout(this.timer);
    clearInterval(this.looks);
    this.leave();
    void this.store.then((store) => store?.close());
  }

  private keep(answer: KeptAnswer): void {
    this.waiting.set(answer.hash, answer);
    this.timer ??= setTimeout(() => void this.write(), WRITE_MS);
  }

  private readonly onHide = (): void => {
    if (document.visibilityState === "hidden") void this.write();
  };

  /** Pages looked at earlier may have left the memory of this tab. */
  private readonly onOffline = (): void => {
    void this.store.then((store) => store && this.fill(store));
  };

  private async fill(store: Store): Promise<void> {
    for (const { key, data, at } of await store.getAll("answers")) {
      this.queries.setQueryDefaults(key, { gcTime: Number.POSITIVE_INFINITY });
      if (!this.queries.getQueryState(key)?.data) this.queries.setQueryData(key, data, { updatedAt: at });
    }
    // Older than anything heard since.
    this.live.seed((await store.get("live", "last")) ?? [], Number.NEGATIVE_INFINITY);
  }

  private async write(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { state } = this.session;
    const store = await this.store;
    if (!store || state.phase !== "active") return;
    const answers = [...this.waiting.values()];
    this.waiting.clear();
    const transaction = store.transaction(["person", "answers", "live"], "readwrite");
    await Promise.all([
      transaction.objectStore("person").put({ user: state.user, at: Date.now() }, "last"),
      transaction.objectStore("live").put(this.seeds(), "last"),
      ...answers.map((answer) => transaction.objectStore("answers").put(answer)),
      transaction.done,
    ]).catch(() => undefined); // a full disk keeps nothing, and stops nobody
    if (answers.length > 0) await forgetOldest(store);
  }

  private seeds(): Seed[] {
    const pages = this.queries.getQueriesData<{ pages: { items: { id: number }[] }[] }>({
      queryKey: ["kiosks"],
    });
    const listed = pages.flatMap(
      ([, data]) => data?.pages?.flatMap(({ items }) => items.map(({ id }) => id)) ?? [],
    );
    const opened = this.queries.getQueriesData({ queryKey: ["kiosk"] }).map(([key]) => key[1]);
    return [...new Set([...listed, ...opened])].flatMap((id) => {
      const known = typeof id === "number" ? this.live.get(id) : undefined;
      if (typeof id !== "number" || !known) return [];
      const { status, connection, lastSeenAt, reading } = known;
      return [{ id, status, connection, last_seen_at: lastSeenAt, reading }];
    });
  }

  private async followSession(): Promise<void> {
    const { state } = this.session;
    if (state.phase === "anonymous") await this.wipe();
    if (state.phase !== "active") return;
    const last = await (await this.store)?.get("person", "last");
    if (last && last.user.id !== state.user.id) await this.wipe();
  }

  private async wipe(): Promise<void> {
    this.waiting.clear();
    const store = await this.store;
    await Promise.all((["person", "answers", "live"] as const).map((name) => store?.clear(name)));
  }
}

function isKept(key: QueryKey): boolean {
  return AREAS.includes(String(key[0]));
}

async function forgetOldest(store: Store): Promise<void> {
  let spare = (await store.count("answers")) - MOST_ANSWERS;
  if (spare <= 0) return;
  const transaction = store.transaction("answers", "readwrite");
  let cursor = await transaction.store.index("at").openCursor();
  while (cursor && spare > 0) {
    await cursor.delete();
    spare -= 1;
    cursor = await cursor.continue();
  }
}
