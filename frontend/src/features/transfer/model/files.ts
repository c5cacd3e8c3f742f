/** The files of an import: what may be chosen, the template, and the report as a file to take away. */
import type { ImportProblem } from "../api/transfer";

export const ACCEPTED =
  ".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
export const MOST_BYTES = 20 * 1024 * 1024;

/** Spreadsheet programs read UTF-8 only with this before it. */
const BOM = "\uFEFF";
const COLUMNS = ["serial", "code", "name", "model", "location", "group", "tags", "lat", "lng", "interval"];
const EXAMPLE = [
  "",
  "",
  "Terminal 2",
  "K-200",
  "Aeropuerto, puerta 12",
  "norte",
  "24h, exterior",
  "19.4361",
  "-99.0719",
  "5",
];

export function template(): Blob {
  return asFile([COLUMNS, EXAMPLE]);
}

/** `names`: the columns of the report, in the person's language. */
export function reportFile(problems: ImportProblem[], names: [string, string, string]): Blob {
  return asFile([names, ...problems.map(({ row, field, message }) => [String(row), field, message])]);
}

function asFile(rows: string[][]): Blob {
  const lines = rows.map((row) => row.map(cell).join(",")).join("\r\n");
  return new Blob([`${BOM}${lines}\r\n`], { type: "text/csv;charset=utf-8" });
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
