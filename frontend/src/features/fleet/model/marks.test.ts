import { expect, test } from "vitest";
import { conditionOf } from "@/domain/condition";
import { makeKiosk, makeReading } from "@/testing/backend";
import { Marks } from "./marks";

const world = { west: -180, south: -85, east: 180, north: 85 };
const plaza = { lat: -34.6, lng: -58.4 };
const jam = makeReading({ peripherals: { printer_status: "paper_jam" } });
const fleet = [
  makeKiosk(1, { assigned_location: plaza }),
  makeKiosk(2, { assigned_location: { lat: -34.61, lng: -58.41 }, reading: jam }),
  makeKiosk(3, { assigned_location: { lat: 40.4, lng: -3.7 } }),
  makeKiosk(4),
];
const now = (id: number) => {
  const kiosk = fleet.find((one) => one.id === id);
  if (!kiosk) return undefined;
  const { status, connection, reading = null } = kiosk;
  return { status, connection, lastSeenAt: null, reading, condition: conditionOf(kiosk, reading) };
};

test("near kiosks become one mark with the sign of the worst of them", () => {
  const marks = new Marks(fleet, now).within(world, 2).toSorted((a, b) => b.kiosks - a.kiosks);
  expect(marks.map(({ kiosks, urgency }) => [kiosks, urgency])).toEqual([
    [2, 0],
    [1, 3],
  ]);
  expect(marks[1]?.kiosk?.id).toBe(3);
});

test("a mark of several opens into them, or lists those that stand in one place", () => {
  const apart = new Marks(fleet, now);
  const cluster = apart.within(world, 2).find(({ kiosks }) => kiosks === 2)?.cluster ?? -1;
  const inside = apart.open(cluster);
  expect("zoom" in inside && apart.within(world, inside.zoom).every(({ kiosks }) => kiosks === 1)).toBe(true);

  const together = new Marks(
    [1, 2].map((id) => makeKiosk(id, { assigned_location: plaza })),
    now,
  );
  const stack = together.within(world, 17)[0]?.cluster ?? -1;
  expect(together.open(stack)).toEqual({
    box: { west: plaza.lng, east: plaza.lng, south: plaza.lat, north: plaza.lat },
  });
});

test("kiosks without a place are counted, not drawn", () => {
  expect(new Marks(fleet, now).placeless).toBe(1);
});
