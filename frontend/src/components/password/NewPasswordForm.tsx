/** A new password, typed twice; for who changes theirs, the current one first. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import type { UseMutationResult } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";
import { emptyForm, fieldOf, type NewPassword, newPasswordForm } from "./newPassword";

interface Props {
  save: UseMutationResult<unknown, Error, NewPassword>;
  /** Whose password it is, where that is known: for password managers. */
  username?: string;
  asksCurrent?: boolean;
  /** Alone on its page, where typing can begin at once. */
  focus?: boolean;
}

export function NewPasswordForm({ save, username, asksCurrent = false, focus = true }: Props) {
  const { t, i18n } = useTranslation();
  const [schema] = useState(() => newPasswordForm(asksCurrent));
  const form = useForm<NewPassword>({
    defaultValues: emptyForm,
    resolver: standardSchemaResolver(schema),
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit((typed) =>
    save.mutate(typed, {
      onError: (error) => {
        if (!(error instanceof Problem)) return;
        for (const { field, code, message } of error.fields) {
          const name = fieldOf(field);
          // Where a field has only its code, the words are those of the whole.
          if (name)
            form.setError(
              name,
              { message: message === code ? error.message : message },
              { shouldFocus: true },
            );
        }
      },
    }),
  );

  /** The form's own messages are keys; the server's are already words. */
  const errorOf = (name: keyof NewPassword) => {
    const message = errors[name]?.message;
    const key = `password.invalid.${message}`;
    return message && i18n.exists(key) ? t(key as "password.invalid.short") : message;
  };
  // What is said at a field is not said twice.
  const atField = save.error instanceof Problem && save.error.fields.some(({ field }) => fieldOf(field));

  return (
    <form className="space-y-4" noValidate onSubmit={submit}>
      <FormError error={atField ? null : save.error} />
      {username && <input hidden readOnly autoComplete="username" value={username} />}
      {asksCurrent && (
        <Field
          label={t("password.change.current")}
          type="password"
          autoComplete="current-password"
          autoFocus={focus}
          error={errorOf("current")}
          {...form.register("current")}
        />
      )}
      <Field
        label={t("password.new")}
        hint={t("password.hint")}
        type="password"
        autoComplete="new-password"
        autoFocus={focus && !asksCurrent}
        error={errorOf("chosen")}
        {...form.register("chosen")}
      />
      <Field
        label={t("password.repeat")}
        type="password"
        autoComplete="new-password"
        error={errorOf("repeated")}
        {...form.register("repeated")}
      />
      <Button type="submit" look="primary" className="w-full" disabled={save.isPending}>
        {save.isPending ? t("password.working") : t("password.submit")}
      </Button>
    </form>
  );
}
