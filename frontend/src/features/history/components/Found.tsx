/** The incidents of the range in words: what the bands in the charts are. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Incident } from "@/api/types";
import { SeverityMark } from "@/components/insight/SeverityMark";
import { useSaid } from "@/components/insight/said";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";

/** So many are listed; the others are in the inbox. */
const FEW = 6;

export function Found({ incidents }: { incidents: Incident[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useSaid();
  const [first] = incidents;
  if (!first) return null;
  return (
    <ul aria-label={t("risk.found")} className="mt-2 flex flex-wrap gap-2 text-13">
      {incidents.slice(-FEW).map((incident) => (
        <li key={incident.id}>
          <Link
            to={paths.incident(incident.id)}
            className="pressable inline-flex flex-wrap items-center gap-x-2 rounded-ui border border-line px-2.5 py-1 hover:bg-sunken"
          >
            <SeverityMark incident={incident} />
            <span className="font-medium">{said(incident.title)}</span>
            <span className="text-muted">
              {format.moment(incident.started_at)} –{" "}
              {incident.ended_at ? format.time(incident.ended_at) : t("risk.now")}
            </span>
          </Link>
        </li>
      ))}
      {incidents.length > FEW && (
        <li>
          <Link
            to={paths.incidentsOf(first.kiosk_id)}
            className="pressable inline-flex items-center px-2.5 text-link hover:underline"
          >
            {t("risk.allFound", { number: format.number(incidents.length) })}
          </Link>
        </li>
      )}
    </ul>
  );
}
