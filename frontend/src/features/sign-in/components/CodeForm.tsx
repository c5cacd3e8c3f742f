/** The second factor: the code of the authenticator app, sent together with what was typed before. */
import { useMutation } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";
import { useSession } from "@/session/SessionContext";
import type { Credentials } from "./SignInForm";

interface Props {
  credentials: Credentials;
  onBack: () => void;
}

export function CodeForm({ credentials: { username, password }, onBack }: Props) {
  const { t } = useTranslation();
  const session = useSession();
  const form = useForm({ defaultValues: { code: "" } });
  const verify = useMutation({
    mutationFn: (code: string) => session.signIn(username, password, digits(code)),
    onError: () => form.setFocus("code", { shouldSelect: true }),
  });

  return (
    <form className="space-y-4" noValidate onSubmit={form.handleSubmit(({ code }) => verify.mutate(code))}>
      <FormError error={verify.error} />
      <Field
        label={t("signIn.code")}
        hint={t("signIn.codeWhy")}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        error={form.formState.errors.code && t("signIn.codeMissing")}
        {...form.register("code", { validate: (code) => /^\d{6}$/.test(digits(code)) })}
      />
      <Button type="submit" look="primary" className="w-full" disabled={verify.isPending}>
        {verify.isPending ? t("signIn.working") : t("signIn.verify")}
      </Button>
      <Button look="quiet" className="w-full" onClick={onBack}>
        {t("signIn.back")}
      </Button>
    </form>
  );
}

/** Apps show the code with a gap in the middle. */
function digits(code: string): string {
  return code.replace(/\s/g, "");
}
