/** An address that leads nowhere. */
import { useTranslation } from "react-i18next";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/States";
import { paths } from "@/paths";

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page name={t("notFound.title")} title={null}>
      <EmptyState
        heading="h1"
        title={t("notFound.title")}
        action={<ButtonLink to={paths.fleet}>{t("kiosk.notFound.back")}</ButtonLink>}
      >
        {t("notFound.why")}
      </EmptyState>
    </Page>
  );
}
