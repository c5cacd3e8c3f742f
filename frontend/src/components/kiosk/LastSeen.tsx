/** When a kiosk was last heard of, moving with the clock. */
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/useNow";
import { useLive } from "@/realtime/hooks";

export function LastSeen({ id }: { id: number }) {
  const format = useFormat();
  const at = useLive(id, (live) => live?.lastSeenAt ?? null);
  const text = useNow((now) => (at ? format.ago(at, now) : format.t("time.never")));
  if (!at) return <span className="text-muted">{text}</span>;
  return (
    <time dateTime={at} title={format.full(at)}>
      {text}
    </time>
  );
}
