import { expect, test } from "vitest";
import { segmentsOf } from "./segments";

const iso = (at: number) => new Date(at).toISOString();
const span = { from: 1_000, to: 9_000 };
const known = { complete: true, uptime: 1, born: 0 };

test("changes cut the span into stretches, and before the first one it was the opposite", () => {
  const changes = [
    { at: iso(6_000), connection: "online" as const },
    { at: iso(4_000), connection: "offline" as const },
  ];
  expect(segmentsOf(changes, span, known)).toEqual([
    { from: 1_000, to: 4_000, connection: "online" },
    { from: 4_000, to: 6_000, connection: "offline" },
    { from: 6_000, to: 9_000, connection: "online" },
  ]);
});

test("without a change it was all the time as its share of it says", () => {
  expect(segmentsOf([], span, known)).toEqual([{ ...span, connection: "online" }]);
  expect(segmentsOf([], span, { ...known, uptime: 0 })).toEqual([{ ...span, connection: "offline" }]);
  expect(segmentsOf([], span, { ...known, uptime: null })).toEqual([{ ...span, connection: undefined }]);
});

test("before it was registered, and before the oldest change that was asked for, nothing is known", () => {
  expect(segmentsOf([], span, { ...known, born: 3_000 })).toEqual([
    { from: 1_000, to: 3_000, connection: undefined },
    { from: 3_000, to: 9_000, connection: "online" },
  ]);
  const changes = [{ at: iso(6_000), connection: "offline" as const }];
  expect(segmentsOf(changes, span, { ...known, complete: false })[0]).toEqual({
    from: 1_000,
    to: 6_000,
    connection: undefined,
  });
});
