/** When the kiosk was online: the share, a strip over the range, and each coming and going. */
import { CircleCheck, CircleOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { serverNow } from "@/lib/clock";
import { cx } from "@/lib/cx";
import { useConnections } from "../api/connections";
import { type Range, spanOf } from "../model/range";
import { type Segment, segmentsOf } from "../model/segments";

/** So many are listed at first. */
const FEW = 8;

export function Connections({ kiosk, range }: { kiosk: Kiosk; range: Range }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const { data, error, refetch } = useConnections(kiosk.id, range);

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
    if (!data) return <Skeleton className="h-24" />;
    const span = spanOf(range, serverNow());
    const segments = segmentsOf(data.items, span, {
      complete: data.next_cursor === null,
      uptime: data.uptime,
      born: Date.parse(kiosk.created_at),
    });
    const listed = segments.toReversed().filter(({ connection }) => connection);
    return (
      <>
        <Strip segments={segments} span={span} />
        <ol className="mt-3 grid gap-x-8 desk:grid-cols-2 wide:grid-cols-3">
          {(all ? listed : listed.slice(0, FEW)).map((segment) => (
            <Stretch key={segment.from} segment={segment} span={span} />
          ))}
        </ol>
        {listed.length > FEW && !all && (
          <Button look="quiet" onClick={() => setAll(true)}>
            {t("history.all", { number: format.number(listed.length) })}
          </Button>
        )}
        {data.next_cursor !== null && <p className="mt-2 text-12 text-muted">{t("history.older")}</p>}
      </>
    );
  };

  return (
    <section aria-labelledby="connections" className="mt-8">
      <h2
        id="connections"
        className="mb-3 flex items-baseline justify-between gap-4 border-b border-line pb-1.5 text-14 font-semibold"
      >
        {t("history.connections")}
        {data?.uptime != null && (
          <span className="font-normal">
            {t("history.uptime", { percent: format.number(Math.floor(data.uptime * 1_000) / 10, 1) })}
          </span>
        )}
      </h2>
      {content()}
    </section>
  );
}

function Strip({
  segments,
  span: { from, to },
}: {
  segments: Segment[];
  span: { from: number; to: number };
}) {
  const { t } = useTranslation();
  return (
    <div className="flex h-4 overflow-hidden rounded-ui" role="img" aria-label={t("history.strip")}>
      {segments.map((segment) => (
        <span
          key={segment.from}
          style={{ width: `${(100 * (segment.to - segment.from)) / (to - from)}%` }}
          className={cx(
            segment.connection === "online" && "bg-good",
            segment.connection === "offline" && "border-y-2 border-edge bg-sunken",
            !segment.connection && "bg-sunken",
          )}
        />
      ))}
    </div>
  );
}

function Stretch({ segment, span }: { segment: Segment; span: { from: number } }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { from, to, connection } = segment;
  const online = connection === "online";
  const Sign = online ? CircleCheck : CircleOff;
  return (
    <li className="flex min-h-9 items-center gap-2 border-b border-line text-13">
      <Sign aria-hidden className={cx("size-4 shrink-0", online ? "text-good" : "text-unknown")} />
      <span className="grow">{t(online ? "status.online" : "status.offline")}</span>
      <span className="text-muted">
        {from === span.from ? t("history.before", { time: format.moment(from) }) : format.moment(from)}
      </span>
      <span className="w-20 text-right">{format.duration(to - from)}</span>
    </li>
  );
}
