/** Name, address and the language of one's mails. */
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { Select } from "@/components/ui/Select";
import { FormError } from "@/components/ui/States";
import { languages } from "@/i18n";
import { useRoleName } from "@/i18n/roles";
import { resetSaved } from "@/lib/resetSaved";
import { useUser } from "@/session/SessionContext";
import { useSaveProfile } from "../api/me";

interface Form {
  name: string;
  email: string;
  language: "es" | "en";
}

export function Profile() {
  const { t } = useTranslation();
  const roleName = useRoleName();
  const user = useUser();
  const save = useSaveProfile();
  const form = useForm<Form>({
    values: { name: user?.name ?? "", email: user?.email ?? "", language: user?.language ?? "es" },
    resetOptions: { keepDirtyValues: true },
  });
  const { errors, dirtyFields } = form.formState;
  // Not `isDirty`: that is forgotten when values come in from outside.
  const isDirty = Object.values(dirtyFields).some(Boolean);
  const submit = form.handleSubmit((sent) => {
    const { name, email, language } = sent;
    save.mutate(
      { name: name.trim(), email: email.trim() || null, language },
      {
        onSuccess: () => resetSaved(form, sent, sent),
        onError: (error) => {
          for (const { field, message } of error instanceof Problem ? error.fields : [])
            if (field === "name" || field === "email")
              form.setError(field, { message }, { shouldFocus: true });
        },
      },
    );
  });
  if (!user) return null;
  return (
    <form noValidate className="space-y-4" onSubmit={submit}>
      <p className="text-13 text-muted">
        {user.username} · {roleName(user.role)}
      </p>
      <FormError error={save.error} />
      <Field
        label={t("account.name")}
        autoComplete="name"
        error={errors.name?.message}
        {...form.register("name")}
      />
      <Field
        label={t("account.email")}
        hint={t("account.emailHint")}
        type="email"
        autoComplete="email"
        error={errors.email?.message}
        {...form.register("email")}
      />
      <Select label={t("account.mailLanguage")} {...form.register("language")}>
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {t(`language.${language}`)}
          </option>
        ))}
      </Select>
      {save.isSuccess && !isDirty && (
        <Notice look="done" announce>
          {t("account.saved")}
        </Notice>
      )}
      <Button type="submit" look="primary" disabled={!isDirty || save.isPending}>
        {save.isPending ? t("account.working") : t("account.save")}
      </Button>
    </form>
  );
}
