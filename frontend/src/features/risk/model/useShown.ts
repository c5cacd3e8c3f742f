/** Which kiosks are shown, in the address; undefined for all. */
import { useSearchParams } from "react-router";
import { type Level, levels } from "./level";

export function useShown(): [Level | undefined, (level: Level | undefined) => void] {
  const [params, setParams] = useSearchParams();
  const shown = levels.find((level) => level === params.get("show"));
  return [shown, (level) => setParams(level ? { show: level } : {}, { replace: true })];
}
