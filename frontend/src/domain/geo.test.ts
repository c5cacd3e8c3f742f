import { expect, test } from "vitest";
import { isIn, parseBox, writeBox } from "./geo";

test("a box in the address holds all that was in it", () => {
  const place = { lat: -34.6037451234, lng: -58.3815678912 };
  const box = { west: place.lng, east: place.lng, south: place.lat, north: place.lat };
  const read = parseBox(writeBox(box));
  expect(read && isIn(read, place)).toBe(true);
});

test("a box may cross the antimeridian", () => {
  const box = parseBox("170,-20,-170,0");
  expect(box && isIn(box, { lat: -10, lng: 175 })).toBe(true);
  expect(box && isIn(box, { lat: -10, lng: 0 })).toBe(false);
});

test("what is no box is none", () => {
  for (const text of [null, "", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,5,2,3", "1,,2,3"])
    expect(parseBox(text)).toBeNull();
});
