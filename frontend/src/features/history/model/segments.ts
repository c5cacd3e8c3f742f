/** When a kiosk was online, as stretches of a span of time. */
import type { Fixed } from "./range";

export type Connection = "online" | "offline";

interface ConnectionChange {
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
 * `complete`: no older change of the span is missing. `uptime`: the share of the span in which it was online; where
 * nothing changed in it that is all or none, and null where nothing is known. `born`: before this the kiosk was not registered. */
export function segmentsOf(
  changes: ConnectionChange[],
  { from, to }: Fixed,
  { complete, uptime, born }: { complete: boolean; uptime: number | null; born: number },
): Segment[] {
  const oldest = changes.at(-1);
  // What was before a change is the opposite of it.
  const first = !complete ? undefined : oldest ? opposite[oldest.connection] : throughout(uptime);
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

function throughout(uptime: number | null): Connection | undefined {
  if (uptime === null) return undefined;
  return uptime > 0 ? "online" : "offline";
}
