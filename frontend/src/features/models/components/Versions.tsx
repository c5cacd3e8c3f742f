/** All versions, newest first: from what they came, how good they are, and the way to let one serve. */
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Model, Version } from "@/api/types";
import { ButtonLink } from "@/components/ui/Button";
import { More } from "@/components/ui/More";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";
import { useVersions } from "../api/models";
import { writeFigure } from "../model/figures";
import { servedBefore } from "../model/history";
import { Section } from "./Section";

const columns = ["version", "made", "parent", "vus_pr", "false_alerts", "synthetic", "size"] as const;

export function Versions({ model }: { model: Model }) {
  const { t } = useTranslation();
  const list = useVersions(model.name);
  const { versions, error } = list;

  const content = () => {
    if (!versions && error) return <ErrorState error={error} onRetry={() => void list.refetch()} />;
    if (!versions) return <Skeleton className="mt-3 h-32" />;
    if (versions.length === 0) return <p className="mt-3 text-13 text-muted">{t("version.none")}</p>;
    return (
      <>
        <table className="w-full text-13">
          <thead className="max-desk:sr-only">
            <tr className="text-left text-12 text-muted [&>th]:h-9 [&>th]:pr-4 [&>th]:font-normal">
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`version.column.${column}`)}
                </th>
              ))}
              <th scope="col">
                <span className="sr-only">{t("version.column.actions")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map((version) => (
              <VersionRow key={version.version} model={model} version={version} />
            ))}
          </tbody>
        </table>
        <More list={list} />
      </>
    );
  };

  return <Section title={t("version.title")}>{content()}</Section>;
}

function VersionRow({ model, version }: { model: Model; version: Version }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, aliases, metrics, run_id } = version;
  const champion = aliases.includes("champion");
  return (
    <tr className="border-t border-line max-desk:flex max-desk:flex-wrap max-desk:items-center max-desk:gap-x-4 max-desk:gap-y-1 max-desk:py-3 desk:[&>*]:h-9 desk:[&>*]:pr-4">
      <th scope="row" className="text-left font-medium max-desk:text-16">
        v{version.version}
        {aliases.map((alias) => (
          <span
            key={alias}
            className="ml-2 rounded-ui border border-line px-1.5 py-0.5 text-12 font-normal whitespace-nowrap"
          >
            {t(`model.${alias}`)}
          </span>
        ))}
        {version.state !== "ready" && (
          <span className="ml-2 inline-flex items-center gap-1 font-normal text-critical">
            <TriangleAlert aria-hidden className="size-4" />
            {t(`version.state.${version.state}`)}
          </span>
        )}
      </th>
      <td>
        {run_id === null ? (
          format.moment(version.created_at)
        ) : (
          <Link to={paths.modelRun(name, run_id)} className="text-link hover:underline">
            {format.moment(version.created_at)}
          </Link>
        )}
      </td>
      <Cell label={t("version.column.parent")}>{version.parent === null ? "–" : `v${version.parent}`}</Cell>
      <Cell label={t("version.column.vus_pr")}>{writeFigure("vus_pr", metrics.vus_pr, format)}</Cell>
      <Cell label={t("version.column.false_alerts")}>
        {writeFigure("false_alerts", metrics.false_alerts, format)}
      </Cell>
      <Cell label={t("version.column.synthetic")}>{format.number(version.synthetic_share * 100)} %</Cell>
      <Cell label={t("version.column.size")}>{writeFigure("size_bytes", version.size_bytes, format)}</Cell>
      <td className="text-right max-desk:w-full">
        <Moves model={model} version={version} champion={champion} />
      </td>
    </tr>
  );
}

/** On a phone each figure bears its name. */
function Cell({ label, children }: { label: string; children: string | (string | number)[] }) {
  return (
    <td>
      <span className="text-muted desk:hidden">{label} </span>
      {children}
    </td>
  );
}

interface MovesProps {
  model: Model;
  version: Version;
  champion: boolean;
}

function Moves({ model, version, champion }: MovesProps) {
  const { t } = useTranslation();
  const may = useMay("ai.manage");
  if (!may) return null;
  if (champion) {
    const before = servedBefore(model, version.version);
    return before === undefined ? null : (
      <ButtonLink look="quiet" to={paths.rollBack(version.name, version.version)}>
        {t("version.rollBack", { version: before })}
      </ButtonLink>
    );
  }
  if (version.state !== "ready") return null;
  return (
    <ButtonLink look="quiet" to={paths.promote(version.name, version.version)}>
      {t("version.promote", { version: version.version })}
    </ButtonLink>
  );
}
