/** What the incident really was, in the words of who knows: two buttons, or the keys 1 and 2, and a note. */
import { Flag, FlagOff } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { IncidentDetail, Verdict } from "@/api/types";
import { PersonName } from "@/components/insight/PersonName";
import { VerdictMark } from "@/components/insight/VerdictMark";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { useKey } from "@/lib/useKey";
import { useMay } from "@/session/SessionContext";
import { useJudge } from "../api/incidents";

const MOST_WORDS = 1_000;
const choices = [
  { verdict: "true_fault", key: "1", sign: Flag },
  { verdict: "false_alarm", key: "2", sign: FlagOff },
] as const;

export function VerdictPanel({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const may = useMay("alerts.manage");
  return (
    <section aria-labelledby="verdict" className="min-w-0 space-y-4">
      <h2 id="verdict" className="border-b border-line pb-1.5 text-14 font-semibold">
        {t("incident.judge.title")}
      </h2>
      <Given incident={incident} />
      {may && <Judge incident={incident} />}
    </section>
  );
}

/** All that was said, newest first: the first one counts. */
function Given({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (incident.verdicts.length === 0)
    return <p className="text-13 text-muted">{t("incident.judge.nobody")}</p>;
  return (
    <ol aria-label={t("incident.judge.given")} className="space-y-3 text-13">
      {incident.verdicts.toReversed().map(({ verdict, note, by, at }) => (
        <li key={at}>
          <VerdictMark verdict={verdict} />
          <p className="text-12 text-muted">
            {by === null ? t("incident.judge.system") : <PersonName id={by} />} · {format.moment(at)}
          </p>
          {note && <p className="mt-0.5 whitespace-pre-line">{note}</p>}
        </li>
      ))}
    </ol>
  );
}

function Judge({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const judge = useJudge(incident.id);
  const say = (verdict: Verdict) => {
    if (!judge.isPending) judge.mutate({ verdict, note: note.trim() }, { onSuccess: () => setNote("") });
  };
  return (
    <div className="space-y-3">
      <p className="text-13 text-muted">{t("incident.judge.why")}</p>
      <Field
        label={t("incident.judge.note")}
        value={note}
        maxLength={MOST_WORDS}
        onChange={(event) => setNote(event.target.value)}
        autoComplete="off"
      />
      <FormError error={judge.error} />
      <div className="grid gap-2 desk:grid-cols-2 wide:grid-cols-1">
        {choices.map(({ verdict, key, sign: Sign }) => (
          <Choice
            key={verdict}
            keys={key}
            pressed={incident.verdict === verdict}
            disabled={judge.isPending}
            onChoose={() => say(verdict)}
          >
            <Sign aria-hidden className="size-4" />
            {t(`incident.judge.${verdict}`)}
          </Choice>
        ))}
      </div>
      <p role="status" className="text-13 text-muted">
        {judge.isSuccess && t("incident.judge.thanks")}
      </p>
    </div>
  );
}

interface ChoiceProps {
  keys: string;
  pressed: boolean;
  disabled: boolean;
  onChoose: () => void;
  children: ReactNode;
}

function Choice({ keys, pressed, disabled, onChoose, children }: ChoiceProps) {
  useKey(keys, onChoose);
  return (
    <Button
      aria-pressed={pressed}
      aria-keyshortcuts={keys}
      disabled={disabled}
      onClick={onChoose}
      className="min-h-11! aria-pressed:border-accent aria-pressed:bg-sunken"
    >
      {children}
      <kbd
        aria-hidden
        className="ml-auto rounded-[4px] border border-line px-1.5 font-sans text-12 text-muted max-desk:hidden"
      >
        {keys}
      </kbd>
    </Button>
  );
}
