/** One clock for everything on the screen that depends on how late it is. */
import { useSyncExternalStore } from "react";
import { serverNow } from "./clock";
import { Listeners } from "./store";

const TICK_MS = 1_000;

const ticks = new Listeners();
let now = serverNow();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  const remove = ticks.add(listener);
  timer ??= setInterval(() => {
    now = serverNow();
    ticks.emit();
  }, TICK_MS);
  return () => {
    remove();
    if (ticks.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** What follows from the server's time, looked at each second. Renders again only when the answer changes. */
export function useNow<T>(answer: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => {
    if (timer === undefined) now = serverNow();
    return answer(now);
  });
}
