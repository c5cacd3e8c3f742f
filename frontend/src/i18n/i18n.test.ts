import { expect, test } from "vitest";
import en from "./en";
import es from "./es";

function keys(texts: object, path = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [path + key] : keys(value, `${path + key}.`),
  );
}

test("both languages say the same things", () => {
  expect(keys(en)).toEqual(keys(es));
});

test("both languages fill the same gaps in a sentence", () => {
  const gaps = (texts: object) =>
    JSON.stringify(texts)
      .match(/\{\{\w+\}\}/g)
      ?.sort();
  expect(gaps(en)).toEqual(gaps(es));
});
