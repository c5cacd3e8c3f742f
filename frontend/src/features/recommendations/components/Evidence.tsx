/** The numbers that an advice rests on; folded away until somebody doubts it. */
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Advice } from "@/api/types";
import { useFormat } from "@/i18n/format";

export function Evidence({ advice }: { advice: Advice }) {
  const { t, i18n } = useTranslation();
  const { number, moment } = useFormat();
  const facts = Object.entries(advice.evidence);
  if (facts.length === 0) return null;
  const nameOf = (fact: string) => {
    const key = `advice.fact.${fact}`;
    return i18n.exists(key) ? t(key as "advice.fact.days") : fact.replaceAll("_", " ");
  };
  const shown = (value: unknown, fact: string): string => {
    if (typeof value === "number" && fact.endsWith("share")) return `${number(value * 100)} %`;
    if (fact === "since" && typeof value === "string") return moment(value);
    if (typeof value === "number") return number(value, Number.isInteger(value) ? 0 : 2);
    if (Array.isArray(value)) return value.map((one) => shown(one, fact)).join(", ");
    if (value === null || value === undefined) return "–";
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
  return (
    <details className="group mt-1">
      <summary className="pressable flex cursor-pointer items-center gap-1 text-13 text-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        {t("advice.evidence")}
      </summary>
      <dl className="mb-2 grid max-w-lg text-13">
        {facts.map(([fact, value]) => (
          <div key={fact} className="flex justify-between gap-4 border-b border-line py-1.5">
            <dt className="text-muted">{nameOf(fact)}</dt>
            <dd className="text-right break-words">{shown(value, fact)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
