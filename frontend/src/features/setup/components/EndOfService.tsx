/** How the machine comes in again, and how it leaves for good. */
import { KeyRound, PowerOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import type { Kiosk } from "@/api/types";
import { ButtonLink } from "@/components/ui/Button";
import { paths } from "@/paths";
import { Section } from "./Section";

export function EndOfService({ kiosk: { id } }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  const { state } = useLocation();
  return (
    <Section title={t("setup.service.title")}>
      <div className="space-y-4">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-md min-w-48 grow basis-0 text-13 text-muted">{t("setup.service.enrolWhy")}</p>
          <ButtonLink to={paths.enrolment(id)} state={state}>
            <KeyRound aria-hidden className="size-4 text-muted" />
            {t("enrolment.new")}
          </ButtonLink>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="max-w-md min-w-48 grow basis-0 text-13 text-muted">{t("setup.service.retireWhy")}</p>
          <ButtonLink to={paths.retire(id)} state={state} className="text-critical">
            <PowerOff aria-hidden className="size-4" />
            {t("setup.retire.open")}
          </ButtonLink>
        </div>
      </div>
    </Section>
  );
}
