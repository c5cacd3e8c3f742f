import { expect, test } from "vitest";
import { append, columnsOf, drawn } from "./line";

const SPAN = 3_600_000;
const raw = { step: 0, points: [{ at: 1_000, value: 1 }] };
const means = { step: 60, points: [{ at: 0, value: 1 }] };

test("a new reading is added at the end", () => {
  expect(drawn(append(raw, { at: 2_000, value: 2 }, SPAN)).map(({ value }) => value)).toEqual([1, 2]);
});

test("a reading that is already there is not added again", () => {
  expect(append(raw, { at: 1_000, value: 9 }, SPAN)).toBe(raw);
});

test("what is older than the span leaves", () => {
  expect(append(raw, { at: 1_001 + SPAN, value: 2 }, SPAN).points).toHaveLength(1);
});

test("after means the newest reading stands at the end until a step has passed", () => {
  const one = append(means, { at: 5_000, value: 2 }, SPAN);
  const two = append(one, { at: 10_000, value: 3 }, SPAN);
  expect(drawn(two).map(({ value }) => value)).toEqual([1, 3]);
  const three = append(two, { at: 60_000, value: 4 }, SPAN);
  expect(drawn(three).map(({ value }) => value)).toEqual([1, 4]);
});

test("a silence is a gap, not a line across it", () => {
  const points = [0, 5_000, 65_001].map((at) => ({ at, value: 1 }));
  expect(columnsOf(points, 60_000)[1]).toEqual([1, 1, null, 1]);
  expect(columnsOf(points, 61_000)[1]).toEqual([1, 1, 1]);
});
