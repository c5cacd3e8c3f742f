/** A line drawn by uPlot. Loaded only where a chart is shown. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useEffect, useLayoutEffect, useRef } from "react";
import type { Metric } from "@/domain/metrics";
import { type Format, useFormat } from "@/i18n/format";
import { serverNow } from "@/lib/clock";
import { useShownTheme } from "@/lib/theme";
import { type Line, SPAN_MS } from "../api/telemetry";
import type { Moment } from "./MetricChart";

interface Props {
  label: string;
  /** Charts of the same name share their pointer. */
  sync: string;
  line: Line;
  metric: Metric;
  onMoment: (moment: Moment | null) => void;
}

/** A silence longer than this is a gap in the line, not a straight stretch of it. */
const GAP_S = 60;

export default function Plot({ label, sync, line, metric, onMoment }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const data = useRef<uPlot.AlignedData>([[], []]);
  const format = useFormat();
  const theme = useShownTheme();

  useLayoutEffect(() => {
    data.current = columnsOf(line);
    plot.current?.setData(data.current);
  }, [line]);

  // Colours are read when the chart is made: another theme is another chart.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` is read through the style sheet
  useEffect(() => {
    if (!box.current) return;
    const { clientWidth: width, clientHeight: height } = box.current;
    const chart = new uPlot(
      { ...options(metric, sync, format, onMoment), width, height },
      data.current,
      box.current,
    );
    plot.current = chart;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) chart.setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(box.current);
    return () => {
      observer.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [metric, sync, format, onMoment, theme]);

  return <div ref={box} role="img" aria-label={label} className="h-full" />;
}

function columnsOf({ points, step }: Line): uPlot.AlignedData {
  const gap = Math.max(GAP_S, 3 * step);
  const times: number[] = [];
  const values: (number | null)[] = [];
  for (const { at, value } of points) {
    const time = at / 1_000;
    const last = times.at(-1);
    if (last !== undefined && time - last > gap) {
      times.push(last + 1);
      values.push(null);
    }
    times.push(time);
    values.push(value);
  }
  return [times, values];
}

function options(
  metric: Metric,
  sync: string,
  format: Format,
  onMoment: Props["onMoment"],
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
    padding: [8, 0, 0, 0],
    cursor: { sync: { key: sync }, drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: {
      x: { time: true, range: () => [(serverNow() - SPAN_MS) / 1_000, serverNow() / 1_000] },
      y: { range: metric.range ?? ((_, low, high) => breathe(low, high)) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        space: 70,
        values: (_, times) => times.map((time) => format.time(time * 1_000)),
      },
      { ...axis, size: 36, space: 32, values: (_, values) => values.map((value) => format.number(value)) },
    ],
    series: [{}, { stroke: colour("--ink"), width: 1.5, points: { show: false } }],
    hooks: { setCursor: [(chart) => onMoment(momentOf(chart))] },
  };
}

/** Some air above and below, so that a calm line does not look like an alarm. */
function breathe(low: number, high: number): [number, number] {
  const air = Math.max((high - low) * 0.25, Math.abs(high) * 0.05, 2);
  return [low - air, high + air];
}

function momentOf(chart: uPlot): Moment | null {
  const { idx } = chart.cursor;
  const at = idx == null ? undefined : chart.data[0][idx];
  if (idx == null || at === undefined) return null;
  return { at: at * 1_000, value: chart.data[1]?.[idx] ?? null };
}
