/** One entry whole: before and after, then from where. */
import { ArrowRight, Minus, Plus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import type { Entry } from "../api/audit";
import { type Change, changesOf } from "../model/diff";
import type { FilterName } from "../model/filters";

interface Props {
  entry: Entry;
  onFilter: (name: FilterName, value: string) => void;
}

export function AuditDetails({ entry, onFilter }: Props) {
  const { t } = useTranslation();
  const changes = changesOf(entry.before, entry.after);
  const { actor, target } = entry;
  return (
    <div className="space-y-3 bg-sunken px-4 py-3 text-13 desk:px-6">
      {changes.length > 0 ? (
        <table className="w-full max-w-3xl table-fixed text-left">
          <thead className="text-12 text-muted">
            <tr>
              <th scope="col" className="w-1/4 font-medium">
                {t("audit.field")}
              </th>
              <th scope="col" className="font-medium">
                {t("audit.change")}
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <tr key={change.field} className="border-t border-line align-top">
                <th scope="row" className="py-1.5 pr-3 font-normal break-words text-muted">
                  {change.field}
                </th>
                <td className="py-1.5 break-words">
                  <Difference change={change} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="text-muted">{t("audit.noChanges")}</p>
      )}
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-12">
        <Fact name={t("audit.address")}>{entry.address || "–"}</Fact>
        <Fact name={t("audit.browser")}>{entry.user_agent || "–"}</Fact>
        {entry.request_id && <Fact name={t("audit.request")}>{entry.request_id}</Fact>}
      </dl>
      <div className="flex flex-wrap gap-2">
        {actor && (
          <Button onClick={() => onFilter("actor", actor)}>{t("audit.allOf", { who: actor })}</Button>
        )}
        {target && (
          <Button onClick={() => onFilter("target", target)}>{t("audit.allOf", { who: target })}</Button>
        )}
      </div>
    </div>
  );
}

function Difference({ change: { before, after, added, removed } }: { change: Change }) {
  const { t } = useTranslation();
  if (added.length + removed.length > 0)
    return (
      <ul>
        {added.map((one) => (
          <li key={one} className="flex items-center gap-1.5">
            <Plus aria-label={t("audit.added")} className="size-3.5 shrink-0" />
            {one}
          </li>
        ))}
        {removed.map((one) => (
          <li key={one} className="flex items-center gap-1.5 text-muted">
            <Minus aria-label={t("audit.removed")} className="size-3.5 shrink-0" />
            <s>{one}</s>
          </li>
        ))}
      </ul>
    );
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      {before !== undefined && <s className="text-muted">{before || "–"}</s>}
      {before !== undefined && after !== undefined && (
        <ArrowRight aria-label={t("audit.becomes")} className="size-3.5 shrink-0 text-muted" />
      )}
      {after !== undefined && <span>{after || "–"}</span>}
    </span>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="break-words">{children}</dd>
    </>
  );
}
