/** Sales day by day: what came as a line, what was expected as a dashed one within its interval. Loaded only where shown. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import { type Format, useFormat } from "@/i18n/format";
import { useShownTheme } from "@/lib/theme";
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
  const box = useRef<HTMLDivElement>(null);
  const format = useFormat();
  const theme = useShownTheme();
  const latest = useRef(onDay);
  useEffect(() => {
    latest.current = onDay;
  });

  // Colours are read when the chart is made: another theme is another chart.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` is read through the style sheet
  useEffect(() => {
    if (!box.current) return;
    const { clientWidth: width, clientHeight: height } = box.current;
    const chart = new uPlot({ ...options(format, latest), width, height }, columns, box.current);
    const observer = new ResizeObserver(([entry]) => {
      if (entry) chart.setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [columns, format, theme]);

  return <div ref={box} role="img" aria-label={label} className="h-full" />;
}

function options(
  format: Format,
  latest: { current: Props["onDay"] },
): Omit<uPlot.Options, "width" | "height"> {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour("--muted"),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    ticks: { show: false },
    grid: { stroke: colour("--line"), width: 1 },
  };
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
