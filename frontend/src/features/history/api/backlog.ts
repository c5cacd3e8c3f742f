/** What a kiosk kept through an outage comes in when it is back: the server tells of the newest only, so that the rest
 * of the series must be asked for. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import type { Kiosk, Reading } from "@/api/types";
import { useLive, useReadings } from "@/realtime/hooks";
import { gapOf } from "../model/line";

/** Asked once the backlog has come to rest, not while it comes in. */
const SETTLE_MS = 5_000;

export function useBacklog({ id, interval }: Pick<Kiosk, "id" | "interval">): void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const askSoon = useCallback(() => {
    clearTimeout(timer.current);
    const ask = () => queries.invalidateQueries({ queryKey: ["kiosk", id, "telemetry"] });
    timer.current = setTimeout(() => void ask(), SETTLE_MS);
  }, [queries, id]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const last = useRef<Reading>(undefined);
  useReadings(id, (reading) => {
    if (last.current && leavesHole(last.current, reading, gapOf(interval))) askSoon();
    last.current = reading;
  });

  // Who opened the page during the outage heard no reading before it.
  const connection = useLive(id, (live) => live?.connection);
  const before = useRef(connection);
  useEffect(() => {
    if (before.current === "offline" && connection === "online") askSoon();
    before.current = connection;
  }, [connection, askSoon]);
}

/** Fast kiosks are heard of with readings left out all the time: that alone is no hole. */
function leavesHole(before: Reading, reading: Reading, gap: number): boolean {
  return reading.seq > before.seq + 1 && Date.parse(reading.timestamp) - Date.parse(before.timestamp) > gap;
}
