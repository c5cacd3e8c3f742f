/** The app itself failed. Loading it again is the way out, also when a new version has replaced this one. */
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/States";

export function ErrorPage() {
  const { t } = useTranslation();
  return (
    <main role="alert">
      <EmptyState
        heading="h1"
        title={t("crash.title")}
        action={
          <Button look="primary" onClick={() => location.reload()}>
            {t("crash.reload")}
          </Button>
        }
      >
        {t("crash.why")}
      </EmptyState>
    </main>
  );
}
