/** Takes an advice up or turns it down, after saying what follows, with a note if one likes. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Advice } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Modal } from "@/components/ui/Modal";
import { FormError } from "@/components/ui/States";
import { type Decision, useDecide } from "../api/recommendations";

const MOST_WORDS = 500;

interface Props {
  advice: Advice;
  decision: Decision;
  onClose: () => void;
}

export function DecisionDialog({ advice, decision, onClose }: Props) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const decide = useDecide(advice.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate({ decision, note: note.trim() }, { onSuccess: onClose });
  };
  return (
    <Modal title={advice.title} description={t(`advice.decide.${decision}`)} onClose={onClose}>
      <form onSubmit={submit} className="space-y-4">
        <FormError error={decide.error} />
        <Field
          label={t("advice.decide.note")}
          value={note}
          maxLength={MOST_WORDS}
          onChange={(event) => setNote(event.target.value)}
          autoComplete="off"
          autoFocus
        />
        <Button type="submit" look="primary" className="w-full desk:w-auto" disabled={decide.isPending}>
          {t(`advice.${decision}`)}
        </Button>
      </form>
    </Modal>
  );
}
