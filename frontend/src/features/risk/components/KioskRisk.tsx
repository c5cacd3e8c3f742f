/** What is thought of a kiosk at this moment, above its values: the incident in words, or that all is usual. */
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import "@/i18n/insight";
import type { Incident } from "@/api/types";
import { MaturityMark } from "@/components/insight/MaturityMark";
import { useSaid } from "@/components/insight/said";
import { useStale } from "@/components/kiosk/stale";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { Skeleton } from "@/components/ui/Skeleton";
import { ToneIcon } from "@/components/ui/ToneIcon";
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/useNow";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";
import { useScoreNow, useWords } from "../api/scores";
import { levelOf, toneOf } from "../model/level";
import { LevelWord } from "./LevelWord";

/** The newest minute is older: nobody scores this kiosk now. */
const STALE_MS = 240_000;
const LINE = "flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-2.5 text-13 desk:px-6";

export function KioskRisk() {
  return useMay("ai.read") ? <Judgement /> : null;
}

function Judgement() {
  const { t } = useTranslation();
  const format = useFormat();
  const stale = useStale();
  const { id } = useShownKiosk();
  const { data, error } = useScoreNow(id);
  const [at, probability, alarm] = data?.points.at(-1) ?? [];
  const late = useNow((now) => !at || now - Date.parse(String(at)) > STALE_MS);
  const incident = data?.incidents.findLast(({ state }) => state === "open");

  if (!data && error)
    return (
      <p className={LINE}>
        <span className="flex items-center gap-1.5 text-muted">
          <ToneIcon tone="unknown" />
          {t("risk.unknown")}
        </span>
      </p>
    );
  if (!data) return <Skeleton className="mx-4 mt-4 h-9 desk:mx-6" />;
  if (incident) return <OpenIncident incident={incident} />;
  const judged = {
    probability: Number(probability ?? 0),
    alarm: alarm === true,
    muted: false,
    maturity: data.maturity,
  };
  const level = levelOf(judged);
  return (
    <p className={LINE}>
      {late || error || stale ? (
        <span className="flex items-center gap-1.5 text-muted">
          <ToneIcon tone="unknown" />
          {at ? t("risk.lastScored", { time: format.moment(String(at)) }) : t("risk.unscored")}
        </span>
      ) : (
        <span className="flex items-center gap-1.5">
          <ToneIcon tone={toneOf[level]} />
          <LevelWord judged={judged} />
        </span>
      )}
      <MaturityMark maturity={data.maturity} className="text-12" />
      <span className="text-12 text-muted max-desk:hidden">
        {t(`insight.maturityMeans.${data.maturity}`)}
      </span>
    </p>
  );
}

function OpenIncident({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useSaid();
  const words = useWords(incident.id).data;
  return (
    <Link
      to={paths.incident(incident.id)}
      className="flex items-start gap-3 border-b border-line bg-critical-soft px-4 py-3 text-14 hover:bg-sunken focus-visible:-outline-offset-2 desk:px-6"
    >
      <ToneIcon tone="critical" className="mt-0.5" />
      <span className="min-w-0 grow">
        <span className="font-medium text-critical">{said(incident.title)}</span>
        <span className="ml-2 text-13 text-muted">
          {t("risk.since", { time: format.moment(incident.started_at) })}
        </span>
        {words && <span className="mt-0.5 block text-13">{said(words.text)}</span>}
      </span>
      <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
    </Link>
  );
}
