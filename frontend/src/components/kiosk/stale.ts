/** Whether what is shown of a kiosk may no longer be so. */
import { useNow } from "@/lib/useNow";
import { useLink, useLive } from "@/realtime/hooks";

/** Kiosks report every 5 s; the server itself calls a silent one offline within 20 s. */
const FRESH_MS = 20_000;

export function useStale(id: number): boolean {
  const link = useLink().state;
  const connected = useLive(id, (live) => live?.connection === "online");
  const seen = useLive(id, (live) => (live?.lastSeenAt ? Date.parse(live.lastSeenAt) : 0));
  const late = useNow((now) => now - seen > FRESH_MS);
  return link !== "live" || !connected || late;
}
