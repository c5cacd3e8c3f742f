/** One kiosk: who and where it is, how it is now, and tabs for what there is to know of it. */
import { ChevronLeft } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, NavLink, Outlet, useLocation, useParams } from "react-router";
import { Problem } from "@/api/problem";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { paths } from "@/paths";
import { useRooms } from "@/realtime/hooks";
import { useKiosk, useKioskStatus } from "../api/kiosk";
import { KioskHeader } from "./KioskHeader";
import { KioskSkeleton } from "./KioskSkeleton";
import { NowTab } from "./NowTab";

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
        <nav aria-label={t("kiosk.tabs")} className="flex gap-5 border-b border-line px-4 desk:px-6">
          <NavLink
            to={paths.kiosk(id)}
            state={state}
            className="pressable -mb-px inline-flex items-center border-b-2 border-accent text-14 font-medium"
          >
            {t("kiosk.now")}
          </NavLink>
        </nav>
        <NowTab kiosk={kiosk.data} />
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
      <Outlet />
    </Page>
  );
}
