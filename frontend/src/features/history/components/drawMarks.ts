/** Draws marks under the line of a chart. */
import type uPlot from "uplot";
import type { Colours } from "@/components/chart/useChart";
import type { Marks } from "../model/marks";

/** The narrowest band that is still seen, in pixels of the screen. */
const LEAST_PX = 3;

export function drawMarks(chart: uPlot, marks: Marks | undefined, colour: Colours): void {
  if (!marks) return;
  const { ctx, bbox } = chart;
  const pixels = devicePixelRatio;
  const faint = (name: string, share: number) => `color-mix(in srgb, ${colour(name)} ${share}%, transparent)`;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  if (marks.usual) {
    const [low, high] = marks.usual.map((value) => chart.valToPos(value, "y", true)) as [number, number];
    ctx.fillStyle = faint("--good", 14);
    ctx.fillRect(bbox.left, high, bbox.width, low - high);
  }
  for (const { from, to } of marks.shades) {
    const left = chart.valToPos(from / 1_000, "x", true);
    const right = to === undefined ? bbox.left + bbox.width : chart.valToPos(to / 1_000, "x", true);
    const width = Math.max(right - left, LEAST_PX * pixels);
    ctx.fillStyle = faint("--critical", 12);
    ctx.fillRect(left, bbox.top, width, bbox.height);
    // A bar on top: seen also by who does not see the colour.
    ctx.fillStyle = colour("--critical");
    ctx.fillRect(left, bbox.top, width, 3 * pixels);
  }
  if (marks.threshold !== undefined) {
    const y = chart.valToPos(marks.threshold, "y", true);
    ctx.strokeStyle = colour("--critical");
    ctx.lineWidth = pixels;
    ctx.setLineDash([4 * pixels, 4 * pixels]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}
