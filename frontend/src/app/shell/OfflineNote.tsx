/** Without a network: that it is so, and from when is what one sees. */
import { CloudOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { useOnline } from "@/lib/useOnline";
import { useSessionState } from "@/session/SessionContext";

export function OfflineNote() {
  const { t } = useTranslation();
  const format = useFormat();
  const state = useSessionState();
  const online = useOnline();
  const [lostAt, setLostAt] = useState<number>();
  useEffect(() => setLostAt(online ? undefined : Date.now()), [online]);

  const since = state.phase === "offline" ? state.since : lostAt;
  if (since === undefined) return null;
  const today = new Date(since).toDateString() === new Date().toDateString();
  return (
    <p
      role="status"
      className="sticky top-0 z-20 flex items-start gap-2 border-b border-line bg-attention-soft px-4 py-2 text-13 text-attention desk:px-6"
    >
      <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t("offline.note", { time: today ? format.time(since) : format.full(since) })}
    </p>
  );
}
