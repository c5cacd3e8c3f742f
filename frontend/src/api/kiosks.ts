/** `GET /kiosks`, whole. */
import type { Api } from "./client";
import { unwrap } from "./problem";
import type { Kiosk } from "./types";

/** The most the server gives at once. */
export const KIOSKS_PAGE = 500;

/** Every kiosk that the person may see. The server leaves retired ones out. */
export async function everyKiosk(api: Api, signal: AbortSignal): Promise<Kiosk[]> {
  const all: Kiosk[] = [];
  let cursor: string | null | undefined;
  do {
    const query = { limit: KIOSKS_PAGE, ...(cursor ? { cursor } : {}) };
    const page = await unwrap(api.GET("/kiosks", { params: { query }, signal }));
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor);
  return all;
}
