/** Incidents as dense rows at the desk, as cards on a phone; each leads to its page. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Incident } from "@/api/types";
import { MaturityMark } from "@/components/insight/MaturityMark";
import { Probability } from "@/components/insight/Probability";
import { SeverityMark } from "@/components/insight/SeverityMark";
import { useSaid } from "@/components/insight/said";
import { VerdictMark } from "@/components/insight/VerdictMark";
import { When } from "@/components/ui/When";
import { useDesk } from "@/lib/useMedia";
import { paths } from "@/paths";
import { Lasted } from "./Lasted";

const columns = [
  "severity",
  "title",
  "kiosk",
  "started",
  "lasted",
  "probability",
  "maturity",
  "verdict",
] as const;
const widths = ["w-28", "", "w-52", "w-28", "w-32", "w-28", "w-36", "w-36"];

export function IncidentTable({ incidents }: { incidents: Incident[] }) {
  const desk = useDesk();
  return desk ? <Rows incidents={incidents} /> : <Cards incidents={incidents} />;
}

function Rows({ incidents }: { incidents: Incident[] }) {
  const { t } = useTranslation();
  const said = useSaid();
  return (
    <table className="w-full table-fixed text-13">
      <thead>
        <tr>
          {columns.map((column, place) => (
            <th
              key={column}
              scope="col"
              className={`h-9 border-b border-line px-2 text-left text-12 font-normal text-muted first:pl-6 last:pr-6 ${widths[place]}`}
            >
              {t(`incident.column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <tr
            key={incident.id}
            className="relative hover:bg-sunken has-focus-visible:bg-sunken has-focus-visible:outline-2 has-focus-visible:-outline-offset-2 has-focus-visible:outline-link [&>td]:h-9 [&>td]:truncate [&>td]:border-b [&>td]:border-line [&>td]:px-2 [&>td:first-child]:pl-6 [&>td:last-child]:pr-6"
          >
            <td>
              <SeverityMark incident={incident} />
            </td>
            <td>
              <Link
                data-row
                to={paths.incident(incident.id)}
                className="font-medium after:absolute after:inset-0 focus-visible:outline-none"
              >
                {said(incident.title)}
              </Link>
            </td>
            <td>{incident.kiosk_name ?? t("insight.kiosk", { id: incident.kiosk_id })}</td>
            <td className="text-muted">
              <When at={incident.started_at} />
            </td>
            <td>
              <Lasted incident={incident} />
            </td>
            <td>
              <Probability of={incident.peak_probability} />
            </td>
            <td>
              <MaturityMark maturity={incident.maturity} />
            </td>
            <td>
              <VerdictMark verdict={incident.verdict} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cards({ incidents }: { incidents: Incident[] }) {
  const { t } = useTranslation();
  const said = useSaid();
  return (
    <ul>
      {incidents.map((incident) => (
        <li key={incident.id} className="border-b border-line">
          <Link
            data-row
            to={paths.incident(incident.id)}
            className="block space-y-1 px-4 py-3 focus-visible:-outline-offset-2"
          >
            <span className="flex items-center justify-between gap-3">
              <span className="truncate text-16 font-medium">{said(incident.title)}</span>
              <span className="text-13">
                <SeverityMark incident={incident} />
              </span>
            </span>
            <span className="flex justify-between gap-3 text-13 text-muted">
              <span className="truncate">
                {incident.kiosk_name ?? t("insight.kiosk", { id: incident.kiosk_id })}
              </span>
              <span className="whitespace-nowrap">
                <When at={incident.started_at} />
              </span>
            </span>
            <span className="flex flex-wrap gap-x-4 gap-y-1 text-13">
              <Lasted incident={incident} />
              <VerdictMark verdict={incident.verdict} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
