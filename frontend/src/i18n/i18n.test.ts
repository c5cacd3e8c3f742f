import { expect, test } from "vitest";
import en from "./en";
import es from "./es";
import { insightTexts } from "./insight";

const pairs = [
  [en, es],
  [insightTexts.en, insightTexts.es],
];

function keys(texts: object, path = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [path + key] : keys(value, `${path + key}.`),
  );
}

test("both languages say the same things", () => {
  for (const [one, other] of pairs) expect(keys(one ?? {})).toEqual(keys(other ?? {}));
});

test("both languages fill the same gaps in a sentence", () => {
  const gaps = (texts: object) =>
    JSON.stringify(texts)
      .match(/\{\{\w+\}\}/g)
      ?.sort();
  for (const [one, other] of pairs) expect(gaps(one ?? {})).toEqual(gaps(other ?? {}));
});
