import { expect, test } from "vitest";
import { sum } from "./decimal";

test("amounts are summed exactly", () => {
  expect(sum(["0.10", "0.20"])).toBe("0.30");
  expect(sum(["9007199254740993.01", "0.99"])).toBe("9007199254740994.00");
  expect(sum(["100", "2.5"])).toBe("102.5");
  expect(sum([])).toBe("0");
});

test("what was given back counts against", () => {
  expect(sum(["1.00", "-2.50"])).toBe("-1.50");
  expect(sum(["-0.05"])).toBe("-0.05");
});
