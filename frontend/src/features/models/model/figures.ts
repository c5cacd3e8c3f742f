/** The figures of versions, side by side: which are there, how they are written, and which way is better. */
import type { Figures } from "@/api/types";
import type { Format } from "@/i18n/format";

export interface Row {
  /** `vus_pr`, …, or `recall` and `false_recall` with the fault they are about. */
  kind: "vus_pr" | "false_alerts" | "recall" | "false_recall" | "rows_per_second" | "size_bytes";
  subject?: string;
  values: (number | null)[];
  better: "higher" | "lower";
}

const better = {
  vus_pr: "higher",
  false_alerts: "lower",
  recall: "higher",
  false_recall: "lower",
  rows_per_second: "higher",
  size_bytes: "lower",
} as const;

/** Rows of all figures that any of the versions has; null where one lacks it. */
export function rowsOf(versions: (Figures | null)[]): Row[] {
  const plain = (kind: "vus_pr" | "false_alerts" | "rows_per_second" | "size_bytes"): Row => ({
    kind,
    values: versions.map((figures) => figures?.[kind] ?? null),
    better: better[kind],
  });
  const each = (kind: "recall" | "false_recall"): Row[] =>
    [...new Set(versions.flatMap((figures) => Object.keys(figures?.[kind] ?? {})))].sort().map((subject) => ({
      kind,
      subject,
      values: versions.map((figures) => figures?.[kind][subject] ?? null),
      better: better[kind],
    }));
  return [
    plain("vus_pr"),
    plain("false_alerts"),
    ...each("recall"),
    ...each("false_recall"),
    plain("rows_per_second"),
    plain("size_bytes"),
  ].filter(({ values }) => values.some((value) => value !== null));
}

const MEGABYTE = 1_000_000;

export function writeFigure(kind: Row["kind"], value: number | null, { number }: Format): string {
  if (value === null) return "–";
  if (kind === "size_bytes")
    return value < MEGABYTE ? `${number(value / 1_000)} kB` : `${number(value / MEGABYTE, 1)} MB`;
  if (kind === "rows_per_second") return number(value);
  if (kind === "vus_pr" || kind === "false_alerts") return number(value, 2);
  return `${number(value * 100)} %`;
}
