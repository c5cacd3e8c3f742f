/** The form of a kiosk, saved only over the version it began with. When somebody else saved meanwhile, what was typed
 * stays; what they changed elsewhere is taken over, and where both changed the same the person is asked. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { Problem } from "@/api/problem";
import { useSave, useVersioned, type Versioned } from "../api/setup";
import { type FieldName, Form, fieldNames, fieldOf, toChanges, toForm } from "./form";

/** What another person saved in fields that were changed here too. */
export type Conflict = Partial<Form>;

export function useSetupForm(start: Versioned) {
  const { refetch } = useVersioned(start.kiosk.id);
  const save = useSave(start.kiosk.id);
  const [base, setBase] = useState(start);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const form = useForm<Form>({ defaultValues: toForm(start.kiosk), resolver: standardSchemaResolver(Form) });
  const { dirtyFields } = form.formState;
  const changed = fieldNames.filter((name) => dirtyFields[name]);

  const begin = (version: Versioned) => {
    setBase(version);
    setConflict(null);
    form.reset(toForm(version.kiosk));
  };

  const submit = form.handleSubmit(async (typed) => {
    try {
      begin(await save.mutateAsync({ changes: toChanges(typed, changed), etag: base.etag }));
    } catch (error) {
      if (!(error instanceof Problem)) return;
      if (error.status === 412) await catchUp(typed);
      for (const { field, message } of error.fields) {
        const name = fieldOf(field);
        if (name) form.setError(name, { message });
      }
    }
  });

  /** Their version becomes the one to be written over; mine stays in the fields that I changed. */
  const catchUp = async (typed: Form) => {
    const { data: theirs } = await refetch();
    if (!theirs) return;
    const [before, now] = [toForm(base.kiosk), toForm(theirs.kiosk)];
    form.reset(now);
    for (const name of changed) form.setValue(name, typed[name], { shouldDirty: true });
    const both = changed.filter((name) => now[name] !== before[name] && now[name] !== typed[name]);
    setBase(theirs);
    setConflict(Object.fromEntries(both.map((name) => [name, now[name]])));
  };

  const take = (name: FieldName) => {
    const theirs = conflict?.[name];
    if (theirs === undefined) return;
    form.setValue(name, theirs, { shouldDirty: true });
    setConflict({ ...conflict, [name]: undefined });
  };

  return { form, changed, conflict, take, submit, save, restore: () => begin(base) };
}
