/** Reads the view from the address and writes changes into it. */
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { type Part, parseView, type View } from "./view";

export interface ViewControl {
  view: View;
  /** The view as it stands in the address; what a saved view keeps. */
  search: string;
  /** Changes some parts; null takes one back. */
  change: (parts: Partial<Record<Part, string | null>>) => void;
  /** Shows all kiosks again, in the same shape. */
  reset: () => void;
}

const kept: string[] = ["view", "at"] satisfies Part[];

export function useView(): ViewControl {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => parseView(params), [params]);
  return {
    view,
    search: params.toString(),
    change: (parts) =>
      setParams(
        (current) => {
          const next = new URLSearchParams(current);
          for (const [part, value] of Object.entries(parts)) {
            if (value) next.set(part, value);
            else next.delete(part);
          }
          return next;
        },
        { replace: true },
      ),
    reset: () =>
      setParams((current) => new URLSearchParams([...current].filter(([part]) => kept.includes(part))), {
        replace: true,
      }),
  };
}
