/** A form after a save: what was sent is its new beginning; what was typed meanwhile is still to be saved. */
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";

/** `saved`: what the server has now. `sent`: the fields as they were when they were sent. */
export function resetSaved<T extends FieldValues>(form: UseFormReturn<T>, saved: T, sent: T): void {
  const now = form.getValues();
  // Also where the form keeps what was typed over what comes in from outside.
  form.reset(saved, { keepDirtyValues: false });
  for (const name of Object.keys(saved) as Path<T>[])
    if (now[name] !== sent[name]) form.setValue(name, now[name], { shouldDirty: true });
}
