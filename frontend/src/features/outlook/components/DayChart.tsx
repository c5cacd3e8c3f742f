/** Sales day by day: what came as a line, what was expected as a dashed one within its interval. Loaded only where shown. */
import { useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { axisLook, type ChartOptions, type Colours, useChart } from "@/components/chart/useChart";
import { type Format, useFormat } from "@/i18n/format";
import type { DayColumns } from "../model/days";

/** What the numbers beside the axis need. */
const AXIS_PX = 12;
const CHARACTER_PX = 6.5;

interface Props {
  label: string;
  columns: DayColumns;
  /** The day under the pointer, by its place. */
  onDay: (place: number | null) => void;
}

export default function DayChart({ label, columns, onDay }: Props) {
  const format = useFormat();
  const latest = useRef(onDay);
  useEffect(() => {
    latest.current = onDay;
  });

  const { box, plot } = useChart(
    useCallback((colour) => options(format, latest, colour), [format]),
    columns,
  );
  useLayoutEffect(() => plot.current?.setData(columns), [columns, plot]);

  return <div ref={box} role="img" aria-label={label} className="h-full" />;
}

function options(format: Format, latest: { current: Props["onDay"] }, colour: Colours): ChartOptions {
  const axis = axisLook(colour);
  return {
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: { x: { time: true }, y: { range: (_, __, high) => [0, Math.max(high * 1.1, 1)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        space: 60,
        incrs: [1, 2, 7, 14, 28].map((days) => days * 86_400),
        values: (_, times) => times.map((time) => format.day(time * 1_000)),
      },
      {
        ...axis,
        size: (_, values) =>
          AXIS_PX + CHARACTER_PX * Math.max(0, ...(values ?? []).map(({ length }) => length)),
        space: 32,
        values: (_, values) => values.map((value) => format.number(value)),
      },
    ],
    series: [
      {},
      { stroke: colour("--ink"), width: 2, points: { show: true, size: 4, fill: colour("--ink") } },
      { stroke: colour("--link"), width: 1.5, dash: [5, 4], points: { show: false } },
      { width: 0, points: { show: false } },
      { width: 0, points: { show: false } },
    ],
    bands: [{ series: [4, 3], fill: `color-mix(in srgb, ${colour("--link")} 16%, transparent)` }],
    hooks: { setCursor: [(chart) => latest.current(chart.cursor.idx ?? null)] },
  };
}
