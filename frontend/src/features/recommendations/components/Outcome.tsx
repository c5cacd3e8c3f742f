/** What was decided, and what happened afterwards. */
import { CircleCheck, CircleX, Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Advice } from "@/api/types";
import { PersonName } from "@/components/insight/PersonName";
import { useFormat } from "@/i18n/format";

export function Outcome({ advice }: { advice: Advice }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { outcome, decided_at, decided_by, note, state, updated_at } = advice;
  const { currency } = advice.expected_effect;
  return (
    <div className="mt-3 space-y-1 border-t border-line pt-3 text-13">
      <p>
        <span className="font-medium">{t(`advice.is.${state as "accepted" | "dismissed" | "lapsed"}`)}</span>
        <span className="text-muted">
          {" · "}
          {decided_by !== null && (
            <>
              <PersonName id={decided_by} />
              {" · "}
            </>
          )}
          {format.moment(decided_at ?? updated_at)}
        </span>
      </p>
      {note && <p className="whitespace-pre-line">{note}</p>}
      {outcome ? (
        <p className="flex items-start gap-1.5">
          {outcome.right ? (
            <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
          ) : (
            <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
          )}
          {t(outcome.right ? "advice.right" : "advice.wrong", {
            days: outcome.days,
            actual: format.money(outcome.actual, currency),
            expected: format.money(outcome.expected, currency),
          })}
        </p>
      ) : (
        state !== "lapsed" && (
          <p className="flex items-start gap-1.5 text-muted">
            <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
            {t("advice.notMeasured")}
          </p>
        )
      )}
    </div>
  );
}
