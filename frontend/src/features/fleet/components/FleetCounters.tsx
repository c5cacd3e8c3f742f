/** The fleet in numbers. Each state is also the way to its list. */
import { CircleCheck, CircleOff, type LucideIcon, OctagonAlert, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Skeleton } from "@/components/ui/Skeleton";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useMay } from "@/session/SessionContext";
import type { Counts } from "../model/arrange";
import type { Filter } from "../model/view";
import { SalesToday } from "./SalesToday";

const counters = [
  { filter: "online", sign: CircleCheck, tone: "text-good" },
  { filter: "attention", sign: TriangleAlert, tone: "text-attention" },
  { filter: "critical", sign: OctagonAlert, tone: "text-critical" },
  { filter: "offline", sign: CircleOff, tone: "text-unknown" },
] as const satisfies { filter: Filter; sign: LucideIcon; tone: string }[];

interface Props {
  counts: Counts | null;
  shown: Filter | null;
  onShow: (filter: Filter | null) => void;
}

export function FleetCounters({ counts, shown, onShow }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const seesSales = useMay("payments.read_all");
  return (
    <div className="desk:flex">
      <div className="grid grow grid-cols-4 divide-x divide-line border-y border-line">
        {counters.map(({ filter, sign: Sign, tone }) => (
          <button
            key={filter}
            type="button"
            aria-pressed={shown === filter}
            onClick={() => onShow(shown === filter ? null : filter)}
            className="relative min-w-0 px-2 py-2 first:pl-4 desk:first:pl-6 text-left hover:bg-sunken aria-pressed:bg-sunken desk:px-6 desk:py-3"
          >
            <span className="flex items-center gap-1.5 desk:gap-2">
              <Sign
                aria-hidden
                className={cx("size-4 shrink-0 desk:size-5", counts?.[filter] ? tone : "text-unknown")}
              />
              {counts ? (
                <span className="text-20 font-semibold desk:text-28">{format.number(counts[filter])}</span>
              ) : (
                <Skeleton className="my-1 h-5 w-10 desk:h-7" />
              )}
            </span>
            <span className="block truncate text-12 text-muted">{t(`filter.${filter}`)}</span>
            {shown === filter && (
              <span aria-hidden className="absolute inset-x-0 -bottom-px h-0.5 bg-accent" />
            )}
          </button>
        ))}
      </div>
      {seesSales && <SalesToday />}
    </div>
  );
}
