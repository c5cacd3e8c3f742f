/** The form of a person: what may be typed. Messages are keys of `people.invalid`. */
import * as z from "zod/mini";

const text = z.string().check(z.trim());

export const Form = z.object({
  username: z.string().check(z.trim(), z.minLength(3, "short")),
  name: text,
  email: text,
  role: text,
  language: z.enum(["es", "en"]),
});
export type Form = z.infer<typeof Form>;

export const emptyForm: Form = { username: "", name: "", email: "", role: "user", language: "es" };

export function fieldOf(field: string): keyof Form | undefined {
  return (Object.keys(emptyForm) as (keyof Form)[]).find((name) => name === field);
}
