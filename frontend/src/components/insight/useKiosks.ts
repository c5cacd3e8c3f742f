/** The names of what insight speaks of by number. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "@/api/ApiContext";
import { everyKiosk } from "@/api/kiosks";

/** Names change seldom. */
const FRESH_MS = 300_000;

export function useKiosks() {
  const api = useApi();
  const { data } = useQuery({
    queryKey: ["kiosk-names"],
    queryFn: ({ signal }) => everyKiosk(api, signal),
    staleTime: FRESH_MS,
    refetchOnMount: true,
  });
  const kiosks = useMemo(() => new Map(data?.map((kiosk) => [kiosk.id, kiosk])), [data]);
  return { kiosks };
}
