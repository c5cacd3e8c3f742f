/** A metric over time, growing at its end. */

/** A measurement; `at` in milliseconds since the epoch. */
export interface Point {
  at: number;
  value: number;
  /** The lowest and highest of the readings that the value is the mean of. */
  range?: [low: number, high: number] | undefined;
}

/** For a chart: seconds, values, lowest and highest; a null where nothing is known. */
export type Columns = [number[], ...(number | null)[][]];

export interface Line {
  /** Seconds that each point is the mean of; 0 for the readings themselves. */
  step: number;
  points: Point[];
  /** The newest reading, where it is not yet a step away from the last point. */
  tail?: Point | undefined;
}

/** The line with a new reading, and without what is older than `span` milliseconds. Between means a reading stands for
 * its step until the next one. */
export function append(line: Line, reading: Point, span: number): Line {
  const { step, points, tail } = line;
  const last = points.at(-1);
  if (reading.at <= (tail ?? last ?? { at: Number.NEGATIVE_INFINITY }).at) return line;
  if (last && reading.at - last.at < step * 1_000) return { ...line, tail: reading };
  const kept = points.filter(({ at }) => reading.at - at <= span);
  return { step, points: [...kept, reading] };
}

/** All points, with the tail. */
export function drawn({ points, tail }: Line): Point[] {
  return tail ? [...points, tail] : points;
}

/** Shorter silences are no gap: a reading may be late. */
const GAP_MS = 60_000;

/** From how many milliseconds on a silence is a gap, where readings or their means are `interval` seconds apart. */
export function gapOf(interval: number): number {
  return Math.max(GAP_MS, 3_000 * interval);
}

/** With a null in all columns wherever nothing was heard for longer than `gap` ms. */
export function columnsOf(points: Point[], gap: number): Columns {
  const times: number[] = [];
  const values: (number | null)[] = [];
  const lows: (number | null)[] = [];
  const highs: (number | null)[] = [];
  let before: number | undefined;
  for (const { at, value, range } of points) {
    if (before !== undefined && at - before > gap) {
      times.push((before + at) / 2_000);
      for (const column of [values, lows, highs]) column.push(null);
    }
    times.push(at / 1_000);
    values.push(value);
    lows.push(range?.[0] ?? null);
    highs.push(range?.[1] ?? null);
    before = at;
  }
  return [times, values, lows, highs];
}
