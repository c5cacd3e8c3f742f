/** The fields people edit. */
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { FormError } from "@/components/ui/States";
import type { Versioned } from "../api/setup";
import { type FieldName, fieldNames } from "../model/form";
import { useSetupForm } from "../model/useSetupForm";
import { Section } from "./Section";

const wide: FieldName[] = ["name", "location", "tags"];
const digits: FieldName[] = ["interval"];

export function SetupForm({ start }: { start: Versioned }) {
  const { t, i18n } = useTranslation();
  const { form, changed, conflict, take, submit, save, restore } = useSetupForm(start);
  const { errors } = form.formState;
  const lost = save.error instanceof Problem && save.error.status === 412;

  /** The form's own messages are keys; the server's are already words. */
  const errorOf = (name: FieldName) => {
    const message = errors[name]?.message;
    const key = `setup.invalid.${message}`;
    return message && i18n.exists(key) ? t(key as "setup.invalid.required") : message;
  };

  return (
    <Section title={t("setup.details")}>
      <form onSubmit={submit} noValidate className="space-y-4">
        {!lost && <FormError error={save.error} />}
        {lost && conflict && (
          <Notice look="attention" announce>
            <p className="font-medium">{t("setup.lost")}</p>
            <p>
              {Object.values(conflict).some((theirs) => theirs !== undefined)
                ? t("setup.lostBoth")
                : t("setup.lostMerged")}
            </p>
          </Notice>
        )}
        {lost && !conflict && <FormError error={save.error} />}
        {save.isSuccess && changed.length === 0 && (
          <Notice look="done" announce>
            {t("setup.saved")}
          </Notice>
        )}
        <div className="grid items-start gap-4 desk:grid-cols-2">
          {fieldNames.map((name) => (
            <div key={name} className={wide.includes(name) ? "desk:col-span-2" : undefined}>
              <Field
                label={t(`setup.field.${name}`)}
                hint={t(`setup.hint.${name}`, { defaultValue: "" }) || undefined}
                autoComplete="off"
                inputMode={digits.includes(name) ? "numeric" : undefined}
                error={errorOf(name)}
                {...form.register(name)}
              />
              {conflict?.[name] !== undefined && (
                <p className="mt-1 flex flex-wrap items-center gap-x-2 text-12 text-attention">
                  <span>{t("setup.theirs", { value: conflict[name] || t("setup.nothing") })}</span>
                  <Button look="quiet" onClick={() => take(name)}>
                    {t("setup.take")}
                  </Button>
                </p>
              )}
            </div>
          ))}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            type="submit"
            look="primary"
            className="grow desk:grow-0"
            disabled={save.isPending || changed.length === 0}
          >
            {save.isPending ? t("setup.saving") : lost ? t("setup.saveMine") : t("setup.save")}
          </Button>
          {changed.length > 0 && (
            <Button className="grow desk:grow-0" onClick={restore}>
              {t("setup.discard")}
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}
