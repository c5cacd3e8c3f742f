/** Reads the range from the address and writes another into it; "back" returns to the one before. */
import { useMemo } from "react";
import { useLocation, useSearchParams } from "react-router";
import { parseRange, type Range, writeRange } from "./range";

export function useRange(): [Range, (range: Range) => void] {
  const [params, setParams] = useSearchParams();
  const { state } = useLocation();
  const range = useMemo(() => parseRange(params), [params]);
  return [range, (next) => setParams(writeRange(next), { state })];
}
