/** How long an incident lasted, or that it goes on, counted with the clock. */
import { useTranslation } from "react-i18next";
import type { Incident } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/useNow";

const MINUTE_MS = 60_000;

export function Lasted({ incident }: { incident: Pick<Incident, "started_at" | "ended_at"> }) {
  const { t } = useTranslation();
  const { duration } = useFormat();
  const { started_at, ended_at } = incident;
  // A minute is the least that is judged.
  const since = (end: number) => duration(Math.max(MINUTE_MS, end - Date.parse(started_at)));
  const text = useNow((now) =>
    ended_at
      ? since(Date.parse(ended_at) + MINUTE_MS)
      : t("incident.going", { time: duration(Math.max(MINUTE_MS, minutes(now - Date.parse(started_at)))) }),
  );
  return <>{text}</>;
}

function minutes(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
