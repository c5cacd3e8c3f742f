/** Figures of two versions side by side; the better one bears a mark. */
import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Figures } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { type Row, rowsOf, writeFigure } from "../model/figures";
import { useFaultName } from "../model/useFaultName";

interface Props {
  names: [champion: string, challenger: string];
  figures: [champion: Figures | null, challenger: Figures];
  /** Leave out what is the same in both, and say how much that is. */
  changesOnly?: boolean;
}

export function Comparison({ names, figures, changesOnly = false }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const faultName = useFaultName();
  const rows = rowsOf(figures);
  const shown = changesOnly ? rows.filter(({ values: [before, after] }) => before !== after) : rows;
  const same = rows.length - shown.length;
  const [champion, challenger] = names;
  return (
    <table className="w-full text-13">
      <thead>
        <tr className="text-12 text-muted [&>th]:h-9 [&>th]:font-normal">
          <th scope="col" className="text-left">
            {t("figure.title")}
          </th>
          <th scope="col" className="pl-4 text-right">
            {champion}
          </th>
          <th scope="col" className="pl-4 text-right">
            {challenger}
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map((row) => (
          <tr
            key={row.kind + (row.subject ?? "")}
            className="border-t border-line [&>td]:pl-4 [&>td]:text-right"
          >
            <th scope="row" className="h-9 text-left font-normal">
              {t(`figure.${row.kind}`)}
              {row.subject && <span className="text-muted"> · {faultName(row.subject)}</span>}
            </th>
            <td>{writeFigure(row.kind, row.values[0] ?? null, format)}</td>
            <td className="whitespace-nowrap">
              <Against row={row} /> {writeFigure(row.kind, row.values[1] ?? null, format)}
            </td>
          </tr>
        ))}
      </tbody>
      {same > 0 && (
        <tfoot>
          <tr className="border-t border-line text-muted">
            <td colSpan={3} className="h-9">
              {t("figure.others", { count: same })}
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function Against({ row: { values, better } }: { row: Row }) {
  const { t } = useTranslation();
  const [before, after] = values;
  if (before == null || after == null) return null;
  if (before === after) return <Minus aria-label={t("figure.same")} className="inline size-3.5 text-muted" />;
  const Arrow = after > before ? ArrowUp : ArrowDown;
  const improved = after > before === (better === "higher");
  return (
    <Arrow
      aria-label={t(improved ? "figure.better" : "figure.worse")}
      className={`inline size-3.5 ${improved ? "text-good" : "text-attention"}`}
    />
  );
}
