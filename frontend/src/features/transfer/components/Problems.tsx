/** The rows that are not accepted: by row and field, to be filtered and taken away. */
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Select } from "@/components/ui/Select";
import { useFormat } from "@/i18n/format";
import { download } from "@/lib/download";
import type { ImportProblem } from "../api/transfer";
import { reportFile } from "../model/files";

/** More is for the file: nobody reads thousands of rows on a screen. */
const PAGE = 200;
const ALL = "";

export function Problems({ problems }: { problems: ImportProblem[] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const [field, setField] = useState(ALL);
  const [most, setMost] = useState(PAGE);
  const fields = [...new Set(problems.map((problem) => problem.field))];
  const fitting = problems.filter((problem) => field === ALL || problem.field === field);
  const names: [string, string, string] = [t("import.row"), t("import.field"), t("import.problem")];
  return (
    <section aria-labelledby="problems" className="space-y-3">
      <div className="flex flex-wrap items-center gap-3">
        <h3 id="problems" className="grow font-semibold">
          {t("import.problems", { count: problems.length, formatted: number(problems.length) })}
        </h3>
        <Select
          quiet
          label={t("import.filter")}
          className="w-44"
          value={field}
          onChange={(event) => setField(event.target.value)}
        >
          <option value={ALL}>{t("import.allFields")}</option>
          {fields.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
        <Button onClick={() => download(reportFile(problems, names), t("import.reportFile"))}>
          <Download aria-hidden className="size-4 text-muted" />
          {t("import.report")}
        </Button>
      </div>
      <table className="w-full table-fixed text-13">
        <thead className="text-left text-12 text-muted">
          <tr className="border-b border-line">
            <th scope="col" className="h-9 w-16 font-medium">
              {names[0]}
            </th>
            <th scope="col" className="w-28 font-medium">
              {names[1]}
            </th>
            <th scope="col" className="font-medium">
              {names[2]}
            </th>
          </tr>
        </thead>
        <tbody>
          {fitting.slice(0, most).map(({ row, field: name, message }, place) => (
            <tr key={place} className="border-b border-line">
              <td className="py-2">{number(row)}</td>
              <td className="py-2 pr-2 break-words">{name}</td>
              <td className="py-2 break-words">{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fitting.length > most && (
        <Button look="quiet" className="w-full" onClick={() => setMost(most + PAGE)}>
          {t("import.moreProblems", { left: number(fitting.length - most) })}
        </Button>
      )}
    </section>
  );
}
