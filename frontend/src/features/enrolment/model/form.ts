/** The registration form: what may be typed, and the request that comes of it. */
import * as z from "zod/mini";
import type { NewKiosk } from "@/api/types";
import { parseLatLng } from "@/domain/geo";
import { parseTags } from "@/domain/tags";

const text = z.string().check(z.trim());
const required = z.string().check(z.trim(), z.minLength(1, "required"));

/** Messages are keys of `register.invalid`. */
export const Form = z.object({
  name: required,
  location: required,
  serial: text,
  code: text,
  model: text,
  group: text,
  tags: text,
  coordinates: z
    .string()
    .check(z.refine((typed) => typed.trim() === "" || parseLatLng(typed) !== undefined, "coordinates")),
});
export type Form = z.infer<typeof Form>;

export const emptyForm: Form = {
  name: "",
  location: "",
  serial: "",
  code: "",
  model: "",
  group: "",
  tags: "",
  coordinates: "",
};

/** What was left empty is left out: the server fills it in. */
export function toRequest(form: Form): NewKiosk {
  const { name, location, tags, coordinates, ...optional } = form;
  const place = parseLatLng(coordinates);
  const given = Object.entries(optional).filter(([, value]) => value !== "");
  const list = parseTags(tags);
  return {
    name,
    location,
    ...Object.fromEntries(given),
    ...(list.length > 0 ? { tags: list } : {}),
    ...(place ? { assigned_location: place } : {}),
  };
}

/** The field of the form to which a problem of the server belongs. */
export function fieldOf(field: string): keyof Form | undefined {
  if (field.startsWith("assigned_location")) return "coordinates";
  return (Object.keys(emptyForm) as (keyof Form)[]).find(
    (name) => field === name || field.startsWith(`${name}.`),
  );
}
