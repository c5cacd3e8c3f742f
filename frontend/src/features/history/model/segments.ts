/** When a kiosk was online, as stretches of a span of time. */
import type { Fixed } from "./range";

export type Connection = "online" | "offline";

export interface ConnectionChange {
  at: string;
  connection: Connection;
}

export interface Segment {
  from: number;
  to: number;
  /** Undefined where nothing is known. */
  connection: Connection | undefined;
}

const opposite = { online: "offline", offline: "online" } as const;

/** From the changes within the span, newest first, without gaps between the segments.
 *
 * `complete`: no older change of the span is missing. `now`: the connection at this moment, which holds for the whole
 * span when nothing changed in it. `born`: before this the kiosk was not registered. */
export function segmentsOf(
  changes: ConnectionChange[],
  { from, to }: Fixed,
  { complete, now, born }: { complete: boolean; now: Connection | undefined; born: number },
): Segment[] {
  const oldest = changes.at(-1);
  // What was before a change is the opposite of it.
  const first = !complete ? undefined : oldest ? opposite[oldest.connection] : now;
  const segments: Segment[] = [{ from, to, connection: first }];
  for (const change of changes.toReversed()) {
    const at = Date.parse(change.at);
    const last = segments.at(-1);
    if (last) last.to = at;
    segments.push({ from: at, to, connection: change.connection });
  }
  return segments
    .flatMap((segment) =>
      segment.from < born && born < segment.to
        ? [
            { ...segment, to: born, connection: undefined },
            { ...segment, from: born },
          ]
        : [segment.to <= born ? { ...segment, connection: undefined } : segment],
    )
    .filter((segment) => segment.to > segment.from);
}
