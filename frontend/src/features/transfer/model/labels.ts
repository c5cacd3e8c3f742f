/** The sheets that labels are printed on, and the choice of kiosks in the address. */
import type { LabelSize } from "../api/transfer";

/** Millimetres of one label, and how many an A4 sheet holds. */
export const sheets = [
  { size: "63.5x38.1", labels: 21 },
  { size: "70x37", labels: 24 },
  { size: "99.1x67.7", labels: 8 },
  { size: "105x148", labels: 4 },
] as const satisfies { size: LabelSize; labels: number }[];

export function isSize(text: string): text is LabelSize {
  return sheets.some(({ size }) => size === text);
}

export function parseIds(text: string): number[] {
  const ids = text.split(",").filter((part) => /^\d{1,15}$/.test(part));
  return [...new Set(ids.map(Number))];
}
