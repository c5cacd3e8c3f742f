/** What of a kiosk people edit: as it stands in the form, and what a change of it asks of the server. */
import * as z from "zod/mini";
import type { Kiosk, KioskChanges } from "@/api/types";
import { parseLatLng, writeLatLng } from "@/domain/geo";
import { parseTags } from "@/domain/tags";

const text = z.string().check(z.trim());
const required = z.string().check(z.trim(), z.minLength(1, "required"));

/** Messages are keys of `setup.invalid`. */
export const Form = z.object({
  name: required,
  location: required,
  model: text,
  group: text,
  tags: text,
  coordinates: z
    .string()
    .check(z.refine((typed) => typed.trim() === "" || parseLatLng(typed) !== undefined, "coordinates")),
  interval: z
    .string()
    .check(z.refine((typed) => /^\d{1,4}$/.test(typed.trim()) && inRange(Number(typed)), "interval")),
});
export type Form = z.infer<typeof Form>;
export type FieldName = keyof Form;

export const fieldNames = ["name", "location", "model", "group", "tags", "coordinates", "interval"] as const;

/** Seconds between readings, as the server takes them. */
function inRange(seconds: number): boolean {
  return seconds >= 1 && seconds <= 3_600;
}

export function toForm({ name, location, model, group, tags, assigned_location, interval }: Kiosk): Form {
  return {
    name,
    location,
    model,
    group: group ?? "",
    tags: tags.join(", "),
    coordinates: assigned_location ? writeLatLng(assigned_location) : "",
    interval: String(interval),
  };
}

/** Only the fields that were changed: the others stay as they are, whoever wrote them. */
export function toChanges(form: Form, changed: FieldName[]): KioskChanges {
  const all: Record<FieldName, KioskChanges> = {
    name: { name: form.name },
    location: { location: form.location },
    model: { model: form.model },
    group: { group: form.group || null },
    tags: { tags: parseTags(form.tags) },
    coordinates: { assigned_location: parseLatLng(form.coordinates) ?? null },
    interval: { interval: Number(form.interval) },
  };
  return Object.assign({}, ...changed.map((name) => all[name]));
}

/** The field of the form to which a problem of the server belongs. */
export function fieldOf(field: string): FieldName | undefined {
  if (field.startsWith("assigned_location")) return "coordinates";
  return fieldNames.find((name) => field === name || field.startsWith(`${name}.`));
}
