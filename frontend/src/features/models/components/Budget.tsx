/** How many alerts a kiosk may give a day: from this the thresholds follow. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { Field } from "@/components/ui/Field";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState, FormError } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { useMay } from "@/session/SessionContext";
import { useSaveBudget, useSettings } from "../api/changes";
import { Section } from "./Section";

const LEAST = 0.01;
const MOST = 24;

export function Budget({ name }: { name: string }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const may = useMay("ai.manage");
  const { data, error, refetch } = useSettings(name);
  const save = useSaveBudget(name);
  const [typed, setTyped] = useState<string>();
  const budget = Number((typed ?? "").replace(",", "."));
  const wrong = typed !== undefined && !(budget >= LEAST && budget <= MOST);
  const changed = save.error instanceof Problem && save.error.status === 412;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (data && typed !== undefined && !wrong)
      save.mutate(
        { budget, etag: data.etag },
        { onSuccess: () => setTyped(undefined), onError: () => void refetch() },
      );
  };

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
    if (!data) return <Skeleton className="mt-3 h-16" />;
    const current = data.alerts_per_kiosk_day;
    if (!may) return <p className="mt-3 text-14">{t("budget.is", { number: number(current, 2) })}</p>;
    return (
      <form onSubmit={submit} className="mt-3 space-y-3">
        {changed ? (
          <Notice look="attention" announce>
            {t("budget.changed")}
          </Notice>
        ) : (
          <FormError error={save.error} />
        )}
        <Field
          label={t("budget.label")}
          className="max-w-md"
          inputMode="decimal"
          autoComplete="off"
          value={typed ?? number(current, 2)}
          onChange={(event) => setTyped(event.target.value)}
          hint={typed && t("budget.effect", { week: number(budget * 7, 1), fleet: number(budget * 100) })}
          error={wrong ? t("budget.wrong", { least: number(LEAST, 2), most: number(MOST) }) : undefined}
        />
        <Button type="submit" disabled={typed === undefined || wrong || save.isPending}>
          {t("budget.save")}
        </Button>
        <p role="status" className="text-13 text-good">
          {save.isSuccess && typed === undefined && t("budget.saved")}
        </p>
      </form>
    );
  };

  return (
    <Section title={t("budget.title")} note={t("budget.why")}>
      {content()}
    </Section>
  );
}
