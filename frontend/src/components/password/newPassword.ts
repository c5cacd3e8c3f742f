/** The form for a new password: what may be typed, and which field a problem of the server belongs to. */
import * as z from "zod/mini";

/** The server's rule that can be told beforehand; the others are its own. */
const MIN_LENGTH = 10;

/** Messages are keys of `password.invalid`. */
export function newPasswordForm(asksCurrent: boolean) {
  return z
    .object({
      current: z.string().check(z.refine((typed) => !asksCurrent || typed !== "", "missing")),
      chosen: z.string().check(z.minLength(MIN_LENGTH, "short")),
      repeated: z.string(),
    })
    .check(
      z.refine(({ chosen, repeated }) => chosen === repeated, { path: ["repeated"], error: "different" }),
    );
}

export type NewPassword = z.infer<ReturnType<typeof newPasswordForm>>;

export const emptyForm: NewPassword = { current: "", chosen: "", repeated: "" };

export function fieldOf(field: string): keyof NewPassword | undefined {
  if (field === "current") return "current";
  return field === "new" || field === "password" ? "chosen" : undefined;
}
