/** The entries; each opens to what it changed and where it came from. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import type { Entry } from "../api/audit";
import type { FilterName } from "../model/filters";
import { AuditDetails } from "./AuditDetails";
import { useActionName } from "./useActionName";

interface Props {
  entries: Entry[];
  onFilter: (name: FilterName, value: string) => void;
}

export function AuditList({ entries, onFilter }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const actionName = useActionName();
  return (
    <ul aria-label={t("audit.title")} className="border-t border-line">
      {entries.map((entry) => (
        <li key={entry.id} className="border-b border-line">
          <details className="group">
            <summary className="grid cursor-pointer list-none grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-2.5 hover:bg-sunken focus-visible:-outline-offset-2 desk:min-h-9 desk:grid-cols-[11rem_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1fr)] desk:px-6 desk:py-1 desk:text-13 [&::-webkit-details-marker]:hidden">
              <time
                dateTime={entry.at}
                className="order-2 text-right text-12 text-muted desk:order-none desk:text-left desk:text-13"
              >
                {format.full(entry.at)}
              </time>
              <span className="truncate font-medium">{actionName(entry.action)}</span>
              <span className="order-3 truncate text-muted desk:order-none desk:text-ink">
                {entry.actor ?? t("audit.nobody")}
              </span>
              <span className="order-4 truncate text-right text-muted desk:order-none desk:text-left">
                {entry.target}
              </span>
            </summary>
            <AuditDetails entry={entry} onFilter={onFilter} />
          </details>
        </li>
      ))}
    </ul>
  );
}
