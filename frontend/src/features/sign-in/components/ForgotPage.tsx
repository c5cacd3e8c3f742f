/** Asks for a mail with a link to choose a new password. What it says is the same whoever exists. */
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { useForgot } from "../api/passwords";
import { Door } from "./Door";

export function ForgotPage() {
  const { t } = useTranslation();
  const ask = useForgot();
  const form = useForm({ defaultValues: { who: "" } });

  if (ask.isSuccess)
    return (
      <Door
        title={t("password.forgot.sentTitle")}
        why={<p role="status">{t("password.forgot.sent", { who: ask.variables })}</p>}
      >
        <ButtonLink className="w-full" to={paths.fleet}>
          {t("password.forgot.signIn")}
        </ButtonLink>
      </Door>
    );
  return (
    <Door title={t("password.forgot.title")} why={t("password.forgot.why")}>
      <form
        className="space-y-4"
        noValidate
        onSubmit={form.handleSubmit(({ who }) => ask.mutate(who.trim()))}
      >
        <FormError error={ask.error} />
        <Field
          label={t("password.forgot.who")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          error={form.formState.errors.who && t("password.forgot.whoMissing")}
          {...form.register("who", { validate: (who) => who.trim() !== "" })}
        />
        <Button type="submit" look="primary" className="w-full" disabled={ask.isPending}>
          {ask.isPending ? t("password.forgot.working") : t("password.forgot.submit")}
        </Button>
        <Link to={paths.fleet} className="pressable flex items-center justify-center text-13 text-link">
          {t("password.forgot.signIn")}
        </Link>
      </form>
    </Door>
  );
}
