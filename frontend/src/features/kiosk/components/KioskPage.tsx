/** One kiosk: who and where it is, and tabs for what there is to know of it. */
import { ChevronLeft } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useLocation, useParams } from "react-router";
import { Problem } from "@/api/problem";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { paths } from "@/paths";
import { useRooms } from "@/realtime/hooks";
import { useKiosk, useKioskStatus } from "../api/kiosk";
import { KioskHeader } from "./KioskHeader";
import { KioskSkeleton } from "./KioskSkeleton";
import { KioskTabs } from "./KioskTabs";

export function KioskPage() {
  const { t } = useTranslation();
  const id = Number(useParams().id);
  const { state } = useLocation() as { state: { fleet?: string } | null };
  const kiosk = useKiosk(id);
  const status = useKioskStatus(id);
  useRooms([`kiosk:${id}`]);

  const content = () => {
    const error = kiosk.error ?? status.error;
    if (error instanceof Problem && error.status === 404)
      return (
        <EmptyState
          heading="h1"
          title={t("kiosk.notFound.title")}
          action={<ButtonLink to={paths.fleet}>{t("kiosk.notFound.back")}</ButtonLink>}
        >
          {t("kiosk.notFound.why")}
        </EmptyState>
      );
    if (error && !(kiosk.data && status.data))
      return (
        <ErrorState
          error={error}
          onRetry={() => {
            void kiosk.refetch();
            void status.refetch();
          }}
        />
      );
    if (!kiosk.data || !status.data) return <KioskSkeleton />;
    return (
      <>
        <KioskHeader kiosk={kiosk.data} />
        <KioskTabs id={id} state={state} />
        <Suspense fallback={<Skeleton className="m-4 h-40 desk:m-6" />}>
          <Outlet context={kiosk.data} />
        </Suspense>
      </>
    );
  };

  return (
    <Page
      name={kiosk.data?.name ?? t("kiosk.title")}
      title={
        <Link
          to={{ pathname: paths.fleet, search: state?.fleet ?? "" }}
          className="pressable -ml-1 inline-flex items-center gap-1 text-13 text-muted hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {t("fleet.title")}
        </Link>
      }
    >
      {content()}
    </Page>
  );
}
