/** What the gate decided, why, and each of its conditions with the numbers. */
import { CircleCheck, CircleX, Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "@/api/types";
import { useSaid } from "@/components/insight/said";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { type Row, writeFigure } from "../model/figures";
import { useFaultName } from "../model/useFaultName";
import { Section } from "./Section";

type Decided = NonNullable<RunDetail["gate"]>;

const signs = {
  promote: [CircleCheck, "text-good"],
  shadow: [Hourglass, "text-muted"],
  refuse: [CircleX, "text-attention"],
} as const;

export function Gate({ gate }: { gate: Decided }) {
  const { t } = useTranslation();
  const said = useSaid();
  const [Sign, tone] = signs[gate.decision];
  return (
    <Section title={t("gate.title")}>
      <p className={cx("mt-3 flex items-center gap-2 text-16 font-semibold", tone)}>
        <Sign aria-hidden className="size-5 shrink-0" />
        {t(`gate.decision.${gate.decision}`)}
      </p>
      <p className="mt-1 max-w-3xl text-14">{said(gate.text)}</p>
      <table className="mt-3 w-full text-13">
        <thead className="max-desk:sr-only">
          <tr className="text-12 text-muted [&>th]:h-9 [&>th]:font-normal">
            <th scope="col" className="text-left">
              {t("gate.condition")}
            </th>
            <th scope="col" className="text-right">
              {t("model.champion")}
            </th>
            <th scope="col" className="text-right">
              {t("model.challenger")}
            </th>
            <th scope="col" className="text-right">
              {t("gate.bound")}
            </th>
            <th scope="col" className="pl-6 text-left">
              {t("gate.result")}
            </th>
          </tr>
        </thead>
        <tbody>
          {gate.checks.map((check) => (
            <CheckRow key={check.name} check={check} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function CheckRow({ check }: { check: Decided["checks"][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const said = useSaid();
  const checkName = useCheckName();
  const write = (value: number | null) => writeFigure(kindOf(check.name), value, format);
  return (
    <tr className="border-t border-line max-desk:grid max-desk:grid-cols-3 max-desk:gap-x-3 max-desk:gap-y-1 max-desk:py-2 desk:[&>*]:py-1.5">
      <th scope="row" className="text-left font-normal max-desk:col-span-3">
        {checkName(check.name)}
        <span className="block text-12 text-muted">{said(check.text)}</span>
      </th>
      <Figure label={t("model.champion")}>{write(check.champion)}</Figure>
      <Figure label={t("model.challenger")}>{write(check.challenger)}</Figure>
      <Figure label={t("gate.bound")}>{write(check.bound)}</Figure>
      <td className="max-desk:col-span-3 desk:pl-6">
        <span
          className={cx("inline-flex items-center gap-1.5", check.passed ? "text-good" : "text-attention")}
        >
          {check.passed ? (
            <CircleCheck aria-hidden className="size-4" />
          ) : (
            <CircleX aria-hidden className="size-4" />
          )}
          {t(check.passed ? "gate.passed" : "gate.failed")}
        </span>
      </td>
    </tr>
  );
}

function Figure({ label, children }: { label: string; children: string }) {
  return (
    <td className="desk:text-right">
      <span className="block text-12 text-muted desk:hidden">{label}</span>
      {children}
    </td>
  );
}

function kindOf(check: string): Row["kind"] {
  if (check.startsWith("recall")) return "recall";
  if (check === "speed") return "rows_per_second";
  if (check === "size") return "size_bytes";
  return check === "vus_pr" ? "vus_pr" : "false_alerts";
}

/** What is asked for by a condition, such as `recall:fan_failure`. */
function useCheckName(): (check: string) => string {
  const { t, i18n } = useTranslation();
  const faultName = useFaultName();
  return (check) => {
    const [kind = "", subject] = check.split(":");
    const key = `gate.check.${kind}`;
    const name = i18n.exists(key) ? t(key as "gate.check.vus_pr") : kind;
    return subject ? `${name}: ${faultName(subject)}` : name;
  };
}
