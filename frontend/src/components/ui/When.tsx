/** A moment, as long ago as it is now; the exact time is in the tooltip. */
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/useNow";

export function When({ at }: { at: string }) {
  const format = useFormat();
  const text = useNow((now) => format.ago(at, now));
  return (
    <time dateTime={at} title={format.full(at)}>
      {text}
    </time>
  );
}
