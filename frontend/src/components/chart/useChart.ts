/** uPlot in a box that it always fills, in the colours of the theme. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { type RefObject, useEffect, useRef } from "react";
import { useShownTheme } from "@/lib/theme";

export type ChartOptions = Omit<uPlot.Options, "width" | "height">;

/** Reads colours from the style sheet: uPlot draws without CSS. */
export type Colours = (name: string) => string;

export interface Chart {
  box: RefObject<HTMLDivElement | null>;
  plot: RefObject<uPlot | null>;
}

/** The chart is made anew when `options` is another function, and in another theme. What else changes, `data` too, is told
 * to `plot` by whoever calls. */
export function useChart(options: (colour: Colours) => ChartOptions, data: uPlot.AlignedData): Chart {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const theme = useShownTheme();
  const latest = useRef(data);
  useEffect(() => {
    latest.current = data;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` is read through the style sheet
  useEffect(() => {
    if (!box.current) return;
    const { clientWidth: width, clientHeight: height } = box.current;
    const chart = new uPlot({ ...options(coloursNow()), width, height }, latest.current, box.current);
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
  }, [options, theme]);

  return { box, plot };
}

/** What all axes have in common. */
export function axisLook(colour: Colours): uPlot.Axis {
  return {
    stroke: colour("--muted"),
    font: `11px ${getComputedStyle(document.body).fontFamily}`,
    ticks: { show: false },
    grid: { stroke: colour("--line"), width: 1 },
  };
}

function coloursNow(): Colours {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(name).trim();
}
