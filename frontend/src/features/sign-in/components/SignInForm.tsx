/** User name and password, then the code of who has a second factor. What the server refuses is said in its words. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import * as z from "zod/mini";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { useSession } from "@/session/SessionContext";
import { CodeForm } from "./CodeForm";

const Credentials = z.object({
  username: z.string().check(z.trim(), z.minLength(1)),
  password: z.string().check(z.minLength(1)),
});
export type Credentials = z.infer<typeof Credentials>;

interface Props {
  /** Filled in beforehand. */
  initial?: Partial<Credentials> | undefined;
  /** The person signs in again: only the password is asked. */
  lockUsername?: boolean;
}

export function SignInForm({ initial, lockUsername = false }: Props) {
  const { t } = useTranslation();
  const session = useSession();
  const [proven, setProven] = useState<Credentials>();
  const form = useForm<Credentials>({
    defaultValues: { username: "", password: "" },
    ...(initial ? { values: { username: "", password: "", ...initial } } : {}),
    resolver: standardSchemaResolver(Credentials),
  });
  const signIn = useMutation({
    mutationFn: ({ username, password }: Credentials) => session.signIn(username, password),
    onError: (error, credentials) => {
      if (error instanceof Problem && error.code === "otp_required") setProven(credentials);
      else form.setFocus("password", { shouldSelect: true });
    },
  });
  const { errors } = form.formState;

  if (proven)
    return (
      <CodeForm
        credentials={proven}
        onBack={() => {
          setProven(undefined);
          signIn.reset();
        }}
      />
    );
  return (
    <form
      className="space-y-4"
      noValidate
      onSubmit={form.handleSubmit((credentials) => signIn.mutate(credentials))}
    >
      <FormError error={signIn.error} />
      <Field
        label={t("signIn.username")}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus={!lockUsername}
        readOnly={lockUsername}
        error={errors.username && t("signIn.usernameMissing")}
        {...form.register("username")}
      />
      <Field
        label={t("signIn.password")}
        type="password"
        autoComplete="current-password"
        autoFocus={lockUsername}
        error={errors.password && t("signIn.passwordMissing")}
        {...form.register("password")}
      />
      <Button type="submit" look="primary" className="w-full" disabled={signIn.isPending}>
        {signIn.isPending ? t("signIn.working") : t("signIn.submit")}
      </Button>
      {!lockUsername && (
        <Link to={paths.forgot} className="pressable flex items-center justify-center text-13 text-link">
          {t("signIn.forgot")}
        </Link>
      )}
    </form>
  );
}
