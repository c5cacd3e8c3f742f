/** One piece of advice: what, why, the money at stake, how sure, what to do next; and then what came of it. */
import { ArrowRight, CalendarClock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Advice, Kiosk } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Fact, Facts } from "@/components/ui/Facts";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import type { Tone } from "@/domain/condition";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";
import type { Decision } from "../api/recommendations";
import { DecisionDialog } from "./DecisionDialog";
import { Evidence } from "./Evidence";
import { Outcome } from "./Outcome";

const tones: Record<Advice["priority"], Tone> = { high: "critical", medium: "attention", low: "unknown" };

interface Props {
  advice: Advice;
  /** Named where the page is not already that of the kiosk. */
  kiosk?: Kiosk | undefined;
  heading?: "h2" | "h3";
}

export function AdviceCard({ advice, kiosk, heading: Heading = "h2" }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const may = useMay("alerts.manage");
  const [deciding, setDeciding] = useState<Decision>();
  const { expected_effect: effect, priority, due_on } = advice;
  const open = advice.state === "open";
  const tone = open ? tones[priority] : "unknown";

  return (
    <article aria-label={advice.title} className="rounded-ui border border-line p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <Heading className="text-16 font-semibold">{advice.title}</Heading>
        <span className={cx("inline-flex items-center gap-1.5 text-13", toneText[tone])}>
          <ToneIcon tone={tone} />
          {t(`advice.priority.${priority}`)}
        </span>
      </div>
      {kiosk && (
        <Link
          to={paths.sales(kiosk.id)}
          className="pressable inline-flex items-center text-14 text-link hover:underline"
        >
          {kiosk.name}
        </Link>
      )}
      <p className="mt-1 max-w-prose text-14">{advice.why}</p>
      <Facts className="mt-3">
        <Fact name={t("advice.effect")}>
          <span className="text-16 font-semibold">{format.money(effect.amount, effect.currency)}</span>
          <span className="text-muted"> {t("advice.days", { count: effect.days })}</span>
        </Fact>
        <Fact name={t("advice.confidence")}>{format.number(advice.confidence * 100)} %</Fact>
        {due_on && (
          <Fact name={t("advice.due")}>
            <span className="inline-flex items-center gap-1.5">
              <CalendarClock aria-hidden className="size-4 text-muted" />
              {format.day(`${due_on}T12:00`)}
            </span>
          </Fact>
        )}
      </Facts>
      <p className="mt-3 flex items-start gap-1.5 text-14">
        <ArrowRight aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
        <span>
          <span className="text-muted">{t("advice.next")} </span>
          {advice.action}
        </span>
      </p>
      <Evidence advice={advice} />
      {open && may && (
        <div className="mt-3 flex gap-2">
          <Button look="primary" className="grow desk:grow-0" onClick={() => setDeciding("accept")}>
            {t("advice.accept")}
          </Button>
          <Button className="grow desk:grow-0" onClick={() => setDeciding("dismiss")}>
            {t("advice.dismiss")}
          </Button>
        </div>
      )}
      {!open && <Outcome advice={advice} />}
      {deciding && (
        <DecisionDialog advice={advice} decision={deciding} onClose={() => setDeciding(undefined)} />
      )}
    </article>
  );
}
