/** A code of the authenticator app. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";

interface Props {
  submit: string;
  working: boolean;
  error: unknown;
  onSubmit: (code: string) => void;
  onCancel: () => void;
}

export function CodeStep({ submit: submitText, working, error, onSubmit, onCancel }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  // Apps show the code with a gap in the middle.
  const code = typed.replace(/\s/g, "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (/^\d{6}$/.test(code)) onSubmit(code);
  };
  return (
    <form noValidate className="space-y-4" onSubmit={submit}>
      <FormError error={error} />
      <Field
        label={t("account.code")}
        hint={t("account.codeHint")}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={code.length !== 6 || working}>
          {working ? t("account.working") : submitText}
        </Button>
        <Button onClick={onCancel}>{t("account.cancel")}</Button>
      </div>
    </form>
  );
}
