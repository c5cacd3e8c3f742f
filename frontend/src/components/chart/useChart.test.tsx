import { act, render } from "@testing-library/react";
import { useCallback, useLayoutEffect } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { chooseTheme } from "@/lib/theme";
import { useChart } from "./useChart";

// jsdom has no canvas to draw on.
const { drawn } = vi.hoisted(() => ({ drawn: [] as { stroke: unknown; data: unknown[]; ended: boolean }[] }));
vi.mock("uplot", () => ({
  default: class {
    private readonly chart;
    constructor(options: { axes: { stroke: unknown }[] }, data: unknown) {
      this.chart = { stroke: options.axes[0]?.stroke, data: [data], ended: false };
      drawn.push(this.chart);
    }
    setData(data: unknown) {
      this.chart.data.push(data);
    }
    destroy() {
      this.chart.ended = true;
    }
  },
}));

function Chart({ data }: { data: [number[], number[]] }) {
  const options = useCallback(
    (colour: (name: string) => string) => ({ series: [], axes: [{ stroke: colour("--muted") }] }),
    [],
  );
  const { box, plot } = useChart(options, data);
  useLayoutEffect(() => plot.current?.setData(data), [data, plot]);
  return <div ref={box} />;
}

beforeEach(() => {
  drawn.length = 0;
});

test("new data is drawn in the same chart, another theme in another one with the newest data", () => {
  chooseTheme("light");
  document.documentElement.style.setProperty("--muted", "grey");
  const { rerender, unmount } = render(<Chart data={[[1], [2]]} />);
  rerender(<Chart data={[[1], [3]]} />);
  expect(drawn).toEqual([
    {
      stroke: "grey",
      ended: false,
      data: [
        [[1], [2]],
        [[1], [3]],
      ],
    },
  ]);

  document.documentElement.style.setProperty("--muted", "silver");
  act(() => chooseTheme("dark"));
  expect(drawn.map(({ ended }) => ended)).toEqual([true, false]);
  expect(drawn[1]).toMatchObject({ stroke: "silver", data: [[[1], [3]]] });

  unmount();
  expect(drawn[1]?.ended).toBe(true);
});
