/** The probability that something is not normal. */
import { useFormat } from "@/i18n/format";
import { percent } from "./probability";

export function Probability({ of }: { of: number }) {
  const { number } = useFormat();
  return <>{percent(of, number)}</>;
}
