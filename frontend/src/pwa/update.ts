/** The service worker: keeps the app itself, so that it opens without a network, and tells when a new version waits. */
import { useSyncExternalStore } from "react";
import { Listeners } from "@/lib/store";

/** Outside of `/app/`, because the addresses on the labels, `/k/<code>`, are its business too. */
const ADDRESS = "/sw.js";
const LOOK_MS = 60 * 60 * 1_000;

const changes = new Listeners();
let waiting: ServiceWorker | null = null;

export async function startServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(ADDRESS, { scope: "/" });
    const look = () => {
      // The very first one replaces nothing.
      if (!registration.waiting || !navigator.serviceWorker.controller) return;
      waiting = registration.waiting;
      changes.emit();
    };
    look();
    registration.addEventListener("updatefound", () =>
      registration.installing?.addEventListener("statechange", look),
    );
    setInterval(() => void registration.update().catch(() => undefined), LOOK_MS);
  } catch {
    // Without it the app works, with a network.
  }
}

export function useUpdate(): boolean {
  return useSyncExternalStore(changes.add, () => waiting !== null);
}

/** Lets the new version take over, and loads it. */
export function applyUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage({ type: "SKIP_WAITING" });
}
