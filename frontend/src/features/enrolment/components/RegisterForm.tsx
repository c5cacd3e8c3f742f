/** Name and place are enough; the rest waits folded away. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { ChevronRight } from "lucide-react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";
import type { useRegister } from "../api/enrolment";
import { emptyForm, Form, fieldOf, toRequest } from "../model/form";

const details = ["serial", "code", "model", "group", "tags", "coordinates"] as const;

export function RegisterForm({ register }: { register: ReturnType<typeof useRegister> }) {
  const { t, i18n } = useTranslation();
  const form = useForm<Form>({ defaultValues: emptyForm, resolver: standardSchemaResolver(Form) });
  const { errors } = form.formState;

  const submit = form.handleSubmit((typed) =>
    register.mutate(toRequest(typed), {
      onError: (error) => {
        if (!(error instanceof Problem)) return;
        for (const { field, message } of error.fields) {
          const name = fieldOf(field);
          if (name) form.setError(name, { message });
        }
      },
    }),
  );

  /** The form's own messages are keys; the server's are already words. */
  const errorOf = (name: keyof Form) => {
    const message = errors[name]?.message;
    const key = `register.invalid.${message}`;
    return message && i18n.exists(key) ? t(key as "register.invalid.required") : message;
  };
  const detailsWrong = details.some((name) => errors[name]);

  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <FormError error={register.error} />
      <Field
        label={t("register.name")}
        autoFocus
        autoComplete="off"
        error={errorOf("name")}
        {...form.register("name")}
      />
      <Field
        label={t("register.location")}
        hint={t("register.locationHint")}
        autoComplete="off"
        error={errorOf("location")}
        {...form.register("location")}
      />
      <details className="group" {...(detailsWrong ? { open: true } : {})}>
        <summary className="pressable flex cursor-pointer items-center gap-1 text-13 text-muted hover:text-ink">
          <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
          {t("register.more")}
        </summary>
        <div className="grid gap-4 pt-3 desk:grid-cols-2">
          {details.map((name) => (
            <Field
              key={name}
              label={t(`register.${name}`)}
              hint={t(`register.${name}Hint`)}
              autoComplete="off"
              error={errorOf(name)}
              {...form.register(name)}
            />
          ))}
        </div>
      </details>
      <Button type="submit" look="primary" className="w-full desk:w-auto" disabled={register.isPending}>
        {register.isPending ? t("register.working") : t("register.submit")}
      </Button>
    </form>
  );
}
