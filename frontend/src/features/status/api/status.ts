/** `GET /status` of the gateway: whether each service is ready. */
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import * as z from "zod/mini";

const Status = z.object({ status: z.string(), services: z.record(z.string(), z.string()) });

const LOOK_MS = 5_000;

/** Open to everyone and without a token. 503 is an answer too: the body says who is missing. */
export function useStatus() {
  return useQuery({
    queryKey: ["status"],
    queryFn: async ({ signal }) => {
      const response = await fetch(new URL("/status", location.origin), { signal });
      const status = Status.parse(await response.json());
      return { ...status, at: Date.now() };
    },
    refetchInterval: LOOK_MS,
    refetchIntervalInBackground: false,
  });
}

/** When each service became as it is now, for those that changed while this page looked on. */
export function useSince(services: Record<string, string> | undefined, at: number): Map<string, number> {
  const [seen, setSeen] = useState(new Map<string, { state: string; since: number | undefined }>());
  useEffect(() => {
    if (!services) return;
    setSeen((before) => {
      const next = new Map(before);
      for (const [name, state] of Object.entries(services))
        if (before.get(name)?.state !== state)
          next.set(name, { state, since: before.has(name) ? at : undefined });
      return next;
    });
  }, [services, at]);
  return new Map([...seen].flatMap(([name, { since }]) => (since === undefined ? [] : [[name, since]])));
}
