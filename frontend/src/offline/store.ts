/** What this browser keeps for times without a network, in IndexedDB. Nothing breaks where storage is refused. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { User } from "@/api/types";
import type { Seed } from "@/realtime/liveKiosks";

/** One answer of the server; never a token. */
export interface KeptAnswer {
  hash: string;
  key: readonly unknown[];
  data: unknown;
  /** Milliseconds since the epoch. */
  at: number;
}

interface Kept extends DBSchema {
  /** Under `last`: whose all this is. */
  person: { key: "last"; value: { user: User; at: number } };
  answers: { key: string; value: KeptAnswer; indexes: { at: number } };
  /** Under `last`: how every kiosk was. */
  live: { key: "last"; value: Seed[] };
}

export type Store = IDBPDatabase<Kept>;

const VERSION = 1;

/** Undefined where the browser keeps nothing, as some private windows do. */
export async function openStore(): Promise<Store | undefined> {
  try {
    return await openDB<Kept>("admin-kiosk", VERSION, {
      upgrade(database) {
        database.createObjectStore("person");
        database.createObjectStore("answers", { keyPath: "hash" }).createIndex("at", "at");
        database.createObjectStore("live");
      },
    });
  } catch {
    return undefined;
  }
}
