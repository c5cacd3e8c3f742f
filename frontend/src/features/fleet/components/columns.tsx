/** The columns of the fleet table: what each shows, how wide it is, and by what it sorts. */
import { createColumnHelper, metaHelper, tableFeatures } from "@tanstack/react-table";
import { Link } from "react-router";
import type { Kiosk } from "@/api/types";
import { LastSeen } from "@/components/kiosk/LastSeen";
import { StatusBadge } from "@/components/kiosk/StatusBadge";
import { Measure, PeripheralValue } from "@/components/kiosk/Values";
import type { MetricName, Peripheral } from "@/domain/metrics";
import { paths } from "@/paths";
import { useLive } from "@/realtime/hooks";
import { useFleetAddress } from "../model/fleetAddress";
import type { SortKey } from "../model/view";

interface Meta {
  /** CSS width; without it the column shares what is left. */
  width?: string;
  right?: boolean;
  /** Keeps its distance from numbers before it. */
  apart?: boolean;
  /** Left out where the desk is narrow. */
  wideOnly?: boolean;
  sort?: SortKey;
}

export const features = tableFeatures({ columnMeta: metaHelper<Meta>() });
const column = createColumnHelper<typeof features, Kiosk>();

const measures: [MetricName & SortKey, width: string][] = [
  ["cpu_usage", "4.5rem"],
  ["cpu_temp", "5rem"],
  ["ram_usage", "4.5rem"],
  ["disk_usage", "4.75rem"],
];
/** There is room for these on a very wide screen. */
const moreMeasures: [MetricName, width: string][] = [
  ["temperature", "6rem"],
  ["humidity", "6rem"],
  ["latency", "6rem"],
  ["signal_strength", "6.5rem"],
];
const states: [Peripheral, width: string][] = [
  ["printer_status", "8rem"],
  ["cash_acceptor", "5.5rem"],
  ["card_reader", "6rem"],
];

/** The ids are also the keys of the headings: `column.<id>`. */
const identity = column.columns([
  column.display({
    id: "status",
    cell: ({ row }) => <Status id={row.original.id} />,
    meta: { width: "9rem", sort: "urgency" },
  }),
  column.display({ id: "name", cell: ({ row }) => <Name kiosk={row.original} />, meta: { sort: "name" } }),
  column.display({
    id: "location",
    cell: ({ row }) => <span className="text-muted">{row.original.location}</span>,
    meta: { sort: "location", wideOnly: true, width: "max(10rem, 22vw - 10rem)" },
  }),
  column.display({
    id: "last_seen",
    cell: ({ row }) => <LastSeen id={row.original.id} />,
    meta: { width: "6.75rem", sort: "last_seen" },
  }),
  ...measures.map(([metric, width]) => measure(metric, { width, sort: metric })),
]);
const machine = column.columns(
  states.map(([name, width], place) =>
    column.display({
      id: name,
      cell: ({ row }) => <PeripheralValue id={row.original.id} name={name} />,
      meta: { width, apart: place === 0 },
    }),
  ),
);

export const columns = [...identity, ...machine];
export const allColumns = [
  ...identity,
  ...column.columns(moreMeasures.map(([metric, width]) => measure(metric, { width }))),
  ...machine,
];

function measure(metric: MetricName, meta: Meta) {
  return column.display({
    id: metric,
    cell: ({ row }) => <Measure id={row.original.id} metric={metric} />,
    meta: { ...meta, right: true },
  });
}

function Status({ id }: { id: number }) {
  const status = useLive(id, (live) => live?.status);
  const condition = useLive(id, (live) => live?.condition);
  return status && condition ? <StatusBadge status={status} condition={condition} /> : null;
}

function Name({ kiosk }: { kiosk: Kiosk }) {
  const state = useFleetAddress();
  return (
    <>
      {/* The link covers its row: anywhere in it is a click on the kiosk. */}
      <Link
        to={paths.kiosk(kiosk.id)}
        state={state}
        className="font-medium after:absolute after:inset-0 focus-visible:outline-none"
      >
        {kiosk.name}
      </Link>
      <span className="ml-2 text-12 text-muted">{kiosk.code}</span>
    </>
  );
}
