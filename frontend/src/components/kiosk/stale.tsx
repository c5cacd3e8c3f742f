/** Whether what is shown of a kiosk may no longer be so: asked once for each, known to all values within. */
import { createContext, type ReactNode, useContext } from "react";
import type { Kiosk } from "@/api/types";
import { useNow } from "@/lib/useNow";
import { useLink, useLive } from "@/realtime/hooks";

/** The server itself calls a kiosk of the usual 5 s offline within this time. */
const FRESH_MS = 20_000;

/** This many readings may be missed before a slower kiosk counts as silent. */
const MISSED = 3;

const StaleContext = createContext(true);

export function StaleScope({ kiosk, children }: { kiosk: Kiosk; children: ReactNode }) {
  const { id, interval } = kiosk;
  const link = useLink().state;
  const connected = useLive(id, (live) => live?.connection === "online");
  const seen = useLive(id, (live) => (live?.lastSeenAt ? Date.parse(live.lastSeenAt) : 0));
  const late = useNow((now) => now - seen > Math.max(FRESH_MS, MISSED * interval * 1_000));
  return <StaleContext value={link !== "live" || !connected || late}>{children}</StaleContext>;
}

export function useStale(): boolean {
  return useContext(StaleContext);
}
