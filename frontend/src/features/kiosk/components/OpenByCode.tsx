/** `/k/<code>`, the address on the kiosk's label: finds the kiosk and opens it. */
import { useTranslation } from "react-i18next";
import { Navigate, useParams } from "react-router";
import { Problem } from "@/api/problem";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { paths } from "@/paths";
import { useKioskByCode } from "../api/kiosk";
import { KioskSkeleton } from "./KioskSkeleton";

export function OpenByCode() {
  const { t } = useTranslation();
  const { code = "" } = useParams();
  const { data, error, refetch } = useKioskByCode(code);
  if (data) return <Navigate to={paths.kiosk(data.id)} replace />;
  const unknown = error instanceof Problem && error.status === 404;
  return (
    <Page name={code} title={<h1 className="text-20 font-semibold">{code}</h1>}>
      {unknown && (
        <EmptyState
          title={t("byCode.unknown", { code })}
          action={<ButtonLink to={paths.fleet}>{t("kiosk.notFound.back")}</ButtonLink>}
        >
          {t("byCode.why")}
        </EmptyState>
      )}
      {error && !unknown && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && <KioskSkeleton />}
    </Page>
  );
}
