/** The fleet: how many of what, and every kiosk, worst first, live. */
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation } from "react-router";
import { Page } from "@/components/layout/Page";
import { Button, ButtonLink } from "@/components/ui/Button";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useDesk } from "@/lib/useMedia";
import { paths } from "@/paths";
import { useRooms } from "@/realtime/hooks";
import { useMay } from "@/session/SessionContext";
import { useFleet } from "../api/fleet";
import { useArranged } from "../model/useArranged";
import { useView } from "../model/view";
import { FleetCards } from "./FleetCards";
import { FleetCounters } from "./FleetCounters";
import { FleetSkeleton } from "./FleetSkeleton";
import { FleetTable } from "./FleetTable";
import { FleetToolbar } from "./FleetToolbar";

export function FleetPage() {
  const { t } = useTranslation();
  const { search } = useLocation();
  const desk = useDesk();
  const mayRegister = useMay("kiosks.write");
  const seesAll = useMay("kiosks.read_all");
  const fleet = useFleet();
  const { view, search: find, show, order, reset } = useView();
  const { kiosks, counts } = useArranged(fleet.kiosks, view);
  // Who sees only some kiosks is not let into the room of all.
  useRooms(seesAll ? ["fleet"] : fleet.kiosks.map(({ id }) => `kiosk:${id}`));

  const register = mayRegister && (
    <ButtonLink look="primary" to={{ pathname: paths.register, search }}>
      <Plus aria-hidden className="size-4" />
      {t("fleet.register")}
    </ButtonLink>
  );

  const list = () => {
    if (fleet.isPending) return <FleetSkeleton />;
    if (fleet.error && fleet.kiosks.length === 0)
      return <ErrorState error={fleet.error} onRetry={() => void fleet.refetch()} />;
    if (fleet.kiosks.length === 0)
      return (
        <EmptyState title={t("fleet.empty.title")} action={register}>
          {mayRegister ? t("fleet.empty.register") : t("fleet.empty.ask")}
        </EmptyState>
      );
    if (kiosks.length === 0)
      return (
        <EmptyState
          title={t("fleet.none.title")}
          action={<Button onClick={reset}>{t("fleet.none.reset")}</Button>}
        >
          {t("fleet.none.why")}
        </EmptyState>
      );
    return desk ? (
      <FleetTable kiosks={kiosks} sort={view.sort} onSort={order} />
    ) : (
      <FleetCards kiosks={kiosks} />
    );
  };

  return (
    <Page
      name={t("fleet.title")}
      title={<h1 className="text-20 font-semibold">{t("fleet.title")}</h1>}
      actions={register}
    >
      <FleetCounters counts={fleet.isPending ? null : counts} shown={view.filter} onShow={show} />
      <FleetToolbar
        view={view}
        counts={counts}
        found={kiosks.length}
        loaded={fleet.kiosks.length}
        total={fleet.total}
        complete={fleet.complete}
        onSearch={find}
        onShow={show}
        onSort={order}
      />
      {list()}
      <Outlet />
    </Page>
  );
}
