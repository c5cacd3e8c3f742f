/** A page for who may see it; everybody else reads that they may not, and who could change that. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ButtonLink } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/States";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";
import { Page } from "./Page";

export function Allowed({ permission, children }: { permission: string; children: ReactNode }) {
  const { t } = useTranslation();
  const may = useMay(permission);
  if (may) return children;
  return (
    <Page name={t("notAllowed.title")} title={null}>
      <EmptyState
        heading="h1"
        title={t("notAllowed.title")}
        action={<ButtonLink to={paths.fleet}>{t("kiosk.notFound.back")}</ButtonLink>}
      >
        {t("notAllowed.why")}
      </EmptyState>
    </Page>
  );
}
