/** One's password once more, before something that matters. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";

interface Props {
  working: boolean;
  error: unknown;
  onSubmit: (password: string) => void;
  onCancel: () => void;
}

export function PasswordStep({ working, error, onSubmit, onCancel }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed) onSubmit(typed);
  };
  return (
    <form noValidate className="space-y-4" onSubmit={submit}>
      <FormError error={error} />
      <Field
        label={t("account.yourPassword")}
        type="password"
        autoComplete="current-password"
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look="primary" disabled={!typed || working}>
          {working ? t("account.working") : t("account.continue")}
        </Button>
        <Button onClick={onCancel}>{t("account.cancel")}</Button>
      </div>
    </form>
  );
}
