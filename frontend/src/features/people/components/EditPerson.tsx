/** Changes a person's fields; only those that were touched are sent. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { FormError } from "@/components/ui/States";
import { resetSaved } from "@/lib/resetSaved";
import { type Person, type PersonChanges, useEditPerson } from "../api/people";
import { Form } from "../model/form";
import { PersonFields, showProblems } from "./PersonFields";

interface Props {
  person: Person;
  version: string | null;
  self: boolean;
}

export function EditPerson({ person, version, self }: Props) {
  const { t } = useTranslation();
  const edit = useEditPerson(person.id);
  const { username, name, email, role, language } = person;
  const form = useForm<Form>({
    // What somebody else changes meanwhile comes in, but not over what is being typed.
    values: { username, name, email: email ?? "", role, language },
    resetOptions: { keepDirtyValues: true },
    resolver: standardSchemaResolver(Form),
  });
  const { dirtyFields } = form.formState;
  // Not `isDirty`: that is forgotten when values come in from outside.
  const isDirty = Object.values(dirtyFields).some(Boolean);
  const stale = edit.error instanceof Problem && edit.error.status === 412;

  const submit = form.handleSubmit((typed) => {
    const touched = (Object.keys(typed) as (keyof Form)[]).filter((field) => dirtyFields[field]);
    const changes = Object.fromEntries(
      touched.map((field) => [field, field === "email" ? typed.email || null : typed[field]]),
    ) as PersonChanges;
    const sent = form.getValues();
    edit.mutate(
      { changes, version },
      { onError: (error) => showProblems(form, error), onSuccess: () => resetSaved(form, typed, sent) },
    );
  });

  return (
    <form noValidate className="space-y-4" onSubmit={submit}>
      {edit.isSuccess && !isDirty && (
        <Notice look="done" announce>
          {t("people.saved")}
        </Notice>
      )}
      {stale ? <Notice look="attention">{t("people.stale")}</Notice> : <FormError error={edit.error} />}
      <PersonFields form={form} fixedRole={self} />
      <Button type="submit" look="primary" disabled={!isDirty || edit.isPending}>
        {edit.isPending ? t("people.working") : t("people.save")}
      </Button>
    </form>
  );
}
