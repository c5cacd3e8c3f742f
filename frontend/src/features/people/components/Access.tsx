/** Whether a person can come in: a new password, the second factor, disabling, deleting. Each says first what it does. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { Button } from "@/components/ui/Button";
import { Modal } from "@/components/ui/Modal";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { type Person, type PersonChanges, useDeletePerson, useEditPerson } from "../api/people";
import { drawPassword } from "../model/firstPassword";
import { FirstPassword } from "./FirstPassword";

type Step = "password" | "otp" | "disable" | "enable" | "delete";

interface Props {
  person: Person;
  self: boolean;
  heading: "h2" | "h3";
}

export function Access({ person, self, heading: Heading }: Props) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>();
  // Nobody locks themselves out, and one's own password and second factor change elsewhere, with proof of them.
  const steps: Step[] = self
    ? []
    : [
        "password",
        ...(person.otp_enabled ? ["otp" as const] : []),
        person.disabled ? "enable" : "disable",
        "delete",
      ];
  return (
    <section aria-labelledby="access" className="border-t border-line pt-4">
      <Heading id="access" className="mb-2 font-semibold">
        {t("people.access")}
      </Heading>
      {self && <p className="text-13 text-muted">{t("people.self")}</p>}
      <ul className="flex flex-wrap gap-2">
        {steps.map((one) => (
          <li key={one}>
            <Button onClick={() => setStep(one)}>{t(`people.step.${one}.name`)}</Button>
          </li>
        ))}
      </ul>
      {step && <Confirm key={step} step={step} person={person} onClose={() => setStep(undefined)} />}
    </section>
  );
}

interface ConfirmProps {
  step: Step;
  person: Person;
  onClose: () => void;
}

function Confirm({ step, person, onClose }: ConfirmProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search } = useLocation();
  const edit = useEditPerson(person.id);
  const remove = useDeletePerson(person.id);
  const [password] = useState(drawPassword);
  const changes: Record<Exclude<Step, "delete">, PersonChanges> = {
    password: { password, must_change_password: true },
    otp: { otp_enabled: false },
    disable: { disabled: true },
    enable: { disabled: false },
  };
  const name = person.name || person.username;

  const go = () => {
    if (step === "delete")
      return remove.mutate(undefined, { onSuccess: () => void navigate({ pathname: paths.people, search }) });
    edit.mutate({ changes: changes[step] }, { onSuccess: () => step !== "password" && onClose() });
  };

  if (step === "password" && edit.isSuccess)
    return (
      <Modal title={t("people.newPassword", { name })} onClose={onClose}>
        <FirstPassword username={person.username} password={password} onDone={onClose} />
      </Modal>
    );
  const working = edit.isPending || remove.isPending;
  return (
    <Modal
      title={t(`people.step.${step}.ask`, { name })}
      description={t(`people.step.${step}.what`)}
      onClose={onClose}
    >
      <div className="space-y-4">
        <FormError error={edit.error ?? remove.error} />
        <div className="flex flex-wrap gap-2">
          <Button look="primary" disabled={working} onClick={go}>
            {working ? t("people.working") : t(`people.step.${step}.name`)}
          </Button>
          <Button onClick={onClose}>{t("people.cancel")}</Button>
        </div>
      </div>
    </Modal>
  );
}
