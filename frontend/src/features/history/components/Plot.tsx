/** A line drawn by uPlot. Loaded only where a chart is shown. */
import { useCallback, useLayoutEffect, useRef } from "react";
import type uPlot from "uplot";
import { axisLook, type ChartOptions, type Colours, useChart } from "@/components/chart/useChart";
import { type Format, useFormat } from "@/i18n/format";
import { serverNow } from "@/lib/clock";
import { useNow } from "@/lib/useNow";
import type { Columns } from "../model/line";
import type { Marks } from "../model/marks";
import { type Fixed, isLive, lengthOf, type Range, spanOf } from "../model/range";
import { drawMarks } from "./drawMarks";

/** A moment under the pointer. */
export interface Moment {
  at: number;
  value: number | null;
}

/** The scale of the values. */
export interface Scale {
  range?: [number, number];
  /** Where the axis has its lines, and what stands at them, where these are not plain numbers. */
  steps?: number[];
  write?: (value: number, format: Format) => string;
}

interface Props {
  label: string;
  /** Charts of the same name share their pointer. */
  sync: string;
  columns: Columns;
  metric: Scale;
  range: Range;
  /** What lies under the line. */
  marks?: Marks | undefined;
  onMoment: (moment: Moment | null) => void;
  /** Part of the chart was marked with the pointer. */
  onRange: (range: Fixed) => void;
}

/** A range that ends now moves on by this part of itself, even when the kiosk is silent. */
const TICKS = 300;
/** Nobody wants to see less than this. */
const LEAST_MS = 10_000;
const DAY_MS = 86_400_000;

export default function Plot({ label, sync, columns, metric, range, marks, onMoment, onRange }: Props) {
  const format = useFormat();
  const tick = useNow((now) => (isLive(range) ? Math.floor((now * TICKS) / lengthOf(range)) : 0));
  const latest = useRef({ range, marks, onMoment, onRange });

  const { box, plot } = useChart(
    useCallback((colour) => options(metric, sync, format, latest, colour), [metric, sync, format]),
    columns,
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: with each tick the range ends at another now
  useLayoutEffect(() => {
    latest.current = { range, marks, onMoment, onRange };
    plot.current?.setData(columns);
  }, [columns, range, marks, onMoment, onRange, tick]);

  return <div ref={box} role="img" aria-label={label} className="h-full" />;
}

type Latest = { current: Pick<Props, "range" | "marks" | "onMoment" | "onRange"> };

function options(metric: Scale, sync: string, format: Format, latest: Latest, colour: Colours): ChartOptions {
  const axis = axisLook(colour);
  return {
    legend: { show: false },
    padding: [8, 0, 0, 0],
    cursor: {
      // Only where the pointer is, is shared; what it marks is the business of one chart.
      sync: { key: sync, filters: { pub: (event) => event === "mousemove" || event === "mouseleave" } },
      drag: { x: true, y: false, setScale: false },
      points: { size: 6 },
      y: false,
    },
    scales: {
      x: {
        time: true,
        range: () => {
          const { from, to } = spanOf(latest.current.range, serverNow());
          return [from / 1_000, to / 1_000];
        },
      },
      y: {
        range: metric.range ?? ((_, low, high) => breathe(low, high, latest.current.marks?.usual)),
      },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        space: 70,
        values: (_, times, __, ___, step) =>
          times.map((time) => timeLabel(time * 1_000, step * 1_000, lengthOf(latest.current.range), format)),
      },
      {
        ...axis,
        size: metric.steps ? 52 : 40,
        space: 32,
        ...(metric.steps ? { splits: metric.steps } : {}),
        values: (_, values) => values.map((value) => metric.write?.(value, format) ?? format.number(value)),
      },
    ],
    series: [
      {},
      { stroke: colour("--ink"), width: 1.5, points: { show: false } },
      { width: 0, points: { show: false } },
      { width: 0, points: { show: false } },
    ],
    // What each mean is the mean of: no spike hides behind it.
    bands: [{ series: [3, 2], fill: `color-mix(in srgb, ${colour("--ink")} 18%, transparent)` }],
    hooks: {
      drawClear: [(chart) => drawMarks(chart, latest.current.marks, colour)],
      setCursor: [(chart) => latest.current.onMoment(momentOf(chart))],
      setSelect: [(chart) => markedRange(chart, latest.current.onRange)],
    },
  };
}

function timeLabel(at: number, step: number, span: number, format: Format): string {
  if (step >= DAY_MS) return format.day(at);
  const midnight = new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0;
  return span > DAY_MS && midnight ? format.day(at) : format.time(at);
}

function markedRange(chart: uPlot, onRange: Props["onRange"]): void {
  const { left, width } = chart.select;
  if (width === 0) return;
  const [from, to] = [chart.posToVal(left, "x") * 1_000, chart.posToVal(left + width, "x") * 1_000];
  chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (to - from >= LEAST_MS) onRange({ from, to });
}

/** Some air above and below, so that a calm line does not look like an alarm. What is usual is in sight. */
function breathe(least: number, most: number, usual?: [number, number]): [number, number] {
  const low = Math.min(least, usual?.[0] ?? least);
  const high = Math.max(most, usual?.[1] ?? most);
  const air = Math.max((high - low) * 0.25, Math.abs(high) * 0.05, 2);
  return [low - air, high + air];
}

function momentOf(chart: uPlot): Moment | null {
  const { idx } = chart.cursor;
  const at = idx == null ? undefined : chart.data[0][idx];
  if (idx == null || at === undefined) return null;
  return { at: at * 1_000, value: chart.data[1]?.[idx] ?? null };
}
