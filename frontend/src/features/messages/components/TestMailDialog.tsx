/** Sends a test mail and stays until it is known whether it went out. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import * as z from "zod/mini";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Modal } from "@/components/ui/Modal";
import { FormError, useErrorText } from "@/components/ui/States";
import { paths } from "@/paths";
import { useUser } from "@/session/SessionContext";
import { useSendTest } from "../api/testMail";
import { DeliveryProgress } from "./DeliveryProgress";

const Form = z.object({ to: z.string().check(z.trim(), z.minLength(3)) });
type Form = z.infer<typeof Form>;

export function TestMailDialog() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const errorText = useErrorText();
  const send = useSendTest();
  const form = useForm<Form>({
    defaultValues: { to: useUser()?.email ?? "" },
    resolver: standardSchemaResolver(Form),
  });
  const close = () => navigate(paths.messages);
  const aboutAddress = isAboutAddress(send.error);
  const wrong = aboutAddress ? errorText(send.error) : undefined;

  return (
    <Modal title={t("messages.test.title")} description={t("messages.test.what")} onClose={close}>
      {send.data ? (
        <div className="space-y-4">
          <DeliveryProgress taken={send.data} />
          <div className="flex gap-2">
            <Button look="primary" onClick={close}>
              {t("messages.test.done")}
            </Button>
            <Button onClick={() => send.reset()}>{t("messages.test.another")}</Button>
          </div>
        </div>
      ) : (
        <form
          noValidate
          className="space-y-4"
          onSubmit={form.handleSubmit(({ to }) => send.mutate(to, { onError: () => form.setFocus("to") }))}
        >
          <FormError error={aboutAddress ? null : send.error} />
          <Field
            label={t("messages.test.to")}
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            autoFocus
            error={form.formState.errors.to ? t("messages.test.toMissing") : wrong}
            {...form.register("to")}
          />
          <Button type="submit" look="primary" className="w-full desk:w-auto" disabled={send.isPending}>
            {send.isPending ? t("messages.test.working") : t("messages.test.submit")}
          </Button>
        </form>
      )}
    </Modal>
  );
}

function isAboutAddress(error: unknown): boolean {
  return (
    error instanceof Problem &&
    (error.code === "address_invalid" || error.fields.some(({ field }) => field === "to"))
  );
}
