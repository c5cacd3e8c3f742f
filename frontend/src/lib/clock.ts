/** The server's clock, so that "12 s ago" is right on a machine whose own clock is not. */

/** How often `Date` may be off before it is worth correcting: the header has whole seconds and travels. */
const TOLERANCE_MS = 2_000;

let offset = 0;

/** Learns the difference between the clocks from any answer of the server. */
export function learnServerTime(response: Response): void {
  const date = Date.parse(response.headers.get("date") ?? "");
  if (Number.isNaN(date)) return;
  const difference = date - Date.now();
  offset = Math.abs(difference) > TOLERANCE_MS ? difference : 0;
}

/** Milliseconds since the epoch by the server's clock. */
export function serverNow(): number {
  return Date.now() + offset;
}
