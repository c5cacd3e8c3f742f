/** What the file holds: how many rows are good, and each that is not, with its reason. */
import { useTranslation } from "react-i18next";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";
import type { ImportReport } from "../api/transfer";
import { Problems } from "./Problems";

interface Props {
  report: ImportReport;
  file: File;
  onImport: () => void;
  onAgain: () => void;
}

export function Report({ report, file, onImport, onAgain }: Props) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { dry_run, rows, valid, created, errors, ignored_columns } = report;
  const bad = new Set(errors.map(({ row }) => row)).size;
  const counts = [
    { name: t("import.rows"), value: rows },
    { name: dry_run ? t("import.valid") : t("import.created"), value: dry_run ? valid : created },
    { name: t("import.withProblems"), value: bad },
  ];
  return (
    <section aria-labelledby="report" className="space-y-5">
      <div>
        <h2 id="report" aria-live="polite" className="text-16 font-semibold">
          {dry_run
            ? t("import.checked", { file: file.name })
            : t("import.imported", { count: created, formatted: number(created) })}
        </h2>
        {dry_run && <p className="mt-1 text-muted">{t("import.nothingYet")}</p>}
      </div>
      <dl className="flex flex-wrap gap-x-10 gap-y-3 border-y border-line py-3">
        {counts.map(({ name, value }) => (
          <div key={name}>
            <dt className="text-12 text-muted">{name}</dt>
            <dd className="text-20 font-semibold">{number(value)}</dd>
          </div>
        ))}
      </dl>
      {ignored_columns.length > 0 && (
        <Notice look="note">{t("import.ignored", { columns: ignored_columns.join(", ") })}</Notice>
      )}
      <div className="flex flex-wrap gap-2">
        {dry_run && valid > 0 && (
          <Button look="primary" onClick={onImport}>
            {t("import.importRows", { count: valid, formatted: number(valid) })}
          </Button>
        )}
        {!dry_run && (
          <ButtonLink look="primary" to={paths.fleet}>
            {t("import.toFleet")}
          </ButtonLink>
        )}
        <Button onClick={onAgain}>{t("import.another")}</Button>
      </div>
      {errors.length > 0 && <Problems problems={errors} />}
    </section>
  );
}
