import { expect, test } from "vitest";
import { append, SPAN_MS } from "./telemetry";

const line = { step: 0, points: [{ at: 1_000, value: 1 }] };

test("a new reading is added at the end", () => {
  expect(append(line, { at: 2_000, value: 2 }).points.map(({ value }) => value)).toEqual([1, 2]);
});

test("a reading that is already there is not added again", () => {
  expect(append(line, { at: 1_000, value: 9 })).toBe(line);
});

test("what is older than the span leaves", () => {
  expect(append(line, { at: 1_001 + SPAN_MS, value: 2 }).points).toHaveLength(1);
});
