/** The form of a kiosk, saved only over the version it began with. When somebody else saved meanwhile, what was typed
 * stays; what they changed elsewhere is taken over, and where both changed the same the person is asked. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Problem } from "@/api/problem";
import { resetSaved } from "@/lib/resetSaved";
import { useSave, useVersioned, type Versioned } from "../api/setup";
import { type FieldName, Form, fieldNames, fieldOf, toChanges, toForm } from "./form";

/** What another person saved in fields that were changed here too. */
type Conflict = Partial<Form>;

export function useSetupForm(start: Versioned) {
  const { refetch } = useVersioned(start.kiosk.id);
  const save = useSave(start.kiosk.id);
  const [base, setBase] = useState(start);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const form = useForm<Form>({ defaultValues: toForm(start.kiosk), resolver: standardSchemaResolver(Form) });
  const { dirtyFields } = form.formState;
  const changed = fieldNames.filter((name) => dirtyFields[name]);

  const begin = (version: Versioned, sent: Form) => {
    setBase(version);
    setConflict(null);
    resetSaved(form, toForm(version.kiosk), sent);
  };

  const submit = form.handleSubmit(async (typed) => {
    const sent = form.getValues();
    try {
      begin(await save.mutateAsync({ changes: toChanges(typed, changed), etag: base.etag }), sent);
    } catch (error) {
      if (!(error instanceof Problem)) return;
      if (error.status === 412) await catchUp();
      for (const { field, message } of error.fields) {
        const name = fieldOf(field);
        if (name) form.setError(name, { message });
      }
    }
  });

  /** Their version becomes the one to be written over; mine stays in the fields that I changed. */
  const catchUp = async () => {
    const { data: theirs } = await refetch();
    if (!theirs) return;
    const [before, now] = [toForm(base.kiosk), toForm(theirs.kiosk)];
    const mine = form.getValues();
    resetSaved(form, now, before);
    const both = fieldNames.filter(
      (name) => [mine[name], now[name]].every((value) => value !== before[name]) && now[name] !== mine[name],
    );
    setBase(theirs);
    setConflict(Object.fromEntries(both.map((name) => [name, now[name]])));
  };

  const take = (name: FieldName) => {
    const theirs = conflict?.[name];
    if (theirs === undefined) return;
    form.setValue(name, theirs, { shouldDirty: true });
    setConflict({ ...conflict, [name]: undefined });
  };

  return { form, changed, conflict, take, submit, save, restore: () => begin(base, form.getValues()) };
}
