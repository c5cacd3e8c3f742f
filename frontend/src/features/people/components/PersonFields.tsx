/** The fields of a person, for adding and for changing one. */
import type { UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Field } from "@/components/ui/Field";
import { Select } from "@/components/ui/Select";
import { languages } from "@/i18n";
import { useRoleName } from "@/i18n/roles";
import { useMay } from "@/session/SessionContext";
import { useRoleNames } from "../api/people";
import { type Form, fieldOf } from "../model/form";

interface Props {
  form: UseFormReturn<Form>;
  /** Nobody takes their own role away. */
  fixedRole?: boolean;
  /** Typing can begin at once. */
  focus?: boolean;
}

export function PersonFields({ form, fixedRole = false, focus = false }: Props) {
  const { t, i18n } = useTranslation();
  const roleName = useRoleName();
  const roles = useRoleNames(useMay("roles.manage"));
  const { errors } = form.formState;
  /** The form's own messages are keys; the server's are already words. */
  const errorOf = (name: keyof Form) => {
    const message = errors[name]?.message;
    const key = `people.invalid.${message}`;
    return message && i18n.exists(key) ? t(key as "people.invalid.short") : message;
  };
  return (
    <>
      <Field
        label={t("people.username")}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={focus}
        error={errorOf("username")}
        {...form.register("username")}
      />
      <Field label={t("people.name")} autoComplete="off" error={errorOf("name")} {...form.register("name")} />
      <Field
        label={t("people.email")}
        type="email"
        autoComplete="off"
        error={errorOf("email")}
        {...form.register("email")}
      />
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] items-end gap-4">
        <Select
          label={t("people.role")}
          disabled={fixedRole}
          error={errorOf("role")}
          {...form.register("role")}
        >
          {roles.map((role) => (
            <option key={role} value={role}>
              {roleName(role)}
            </option>
          ))}
        </Select>
        <Select label={t("people.language")} error={errorOf("language")} {...form.register("language")}>
          {languages.map((language) => (
            <option key={language} value={language} lang={language}>
              {t(`language.${language}`)}
            </option>
          ))}
        </Select>
      </div>
    </>
  );
}

/** Says at its field what the server did not accept. */
export function showProblems(form: UseFormReturn<Form>, error: unknown): void {
  if (!(error instanceof Problem)) return;
  for (const { field, message } of error.fields) {
    const name = fieldOf(field);
    if (name) form.setError(name, { message }, { shouldFocus: true });
  }
}
