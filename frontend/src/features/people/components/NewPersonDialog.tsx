/** Adds a person. Their first password is drawn here and shown this once; they choose their own when they come in. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { Button } from "@/components/ui/Button";
import { Modal } from "@/components/ui/Modal";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { useCreatePerson } from "../api/people";
import { drawPassword } from "../model/firstPassword";
import { emptyForm, Form } from "../model/form";
import { FirstPassword } from "./FirstPassword";
import { PersonFields, showProblems } from "./PersonFields";

export function NewPersonDialog() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search } = useLocation();
  const create = useCreatePerson();
  const form = useForm<Form>({ defaultValues: emptyForm, resolver: standardSchemaResolver(Form) });
  const close = () => navigate({ pathname: paths.people, search });

  if (create.data)
    return (
      <Modal title={t("people.added", { name: create.data.username })} onClose={close}>
        <FirstPassword username={create.data.username} password={create.variables.password} onDone={close} />
      </Modal>
    );
  const submit = form.handleSubmit(({ email, ...typed }) =>
    create.mutate(
      { ...typed, email: email || null, password: drawPassword(), must_change_password: true },
      { onError: (error) => showProblems(form, error) },
    ),
  );
  return (
    <Modal title={t("people.add")} description={t("people.addWhat")} onClose={close}>
      <form noValidate className="space-y-4" onSubmit={submit}>
        <FormError error={create.error} />
        <PersonFields form={form} focus />
        <Button type="submit" look="primary" className="w-full desk:w-auto" disabled={create.isPending}>
          {create.isPending ? t("people.working") : t("people.create")}
        </Button>
      </form>
    </Modal>
  );
}
