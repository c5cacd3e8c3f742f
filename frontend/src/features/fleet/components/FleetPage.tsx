/** The fleet: how many of what, and every kiosk, worst first, live. */
import { MonitorX } from "lucide-react";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { Page } from "@/components/layout/Page";
import { Button } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { MOST_LABELS } from "@/domain/labels";
import { useDesk } from "@/lib/useMedia";
import { useRooms } from "@/realtime/hooks";
import { useMay } from "@/session/SessionContext";
import { useFleet, useRetired } from "../api/fleet";
import { together } from "../model/arrange";
import { useArranged } from "../model/useArranged";
import { useView } from "../model/useView";
import { writeSort } from "../model/view";
import { FleetActions, RegisterLink } from "./FleetActions";
import { FleetCards } from "./FleetCards";
import { FleetCounters } from "./FleetCounters";
import { FleetSkeleton } from "./FleetSkeleton";
import { FleetTable } from "./FleetTable";
import { FleetToolbar } from "./FleetToolbar";

const FleetMap = lazy(() => import("./FleetMap"));
const FleetWall = lazy(async () => ({ default: (await import("./FleetWall")).FleetWall }));

/** The bar at the bottom of a phone. */
const BAR_PX = 57;

export function FleetPage() {
  const { t } = useTranslation();
  const desk = useDesk();
  const mayWrite = useMay("kiosks.write");
  const seesAll = useMay("kiosks.read_all");
  const fleet = useFleet();
  const control = useView();
  const [mapless, setMapless] = useState(false);
  const { view, change, reset } = control;
  const retired = useRetired(view.filter === "retired" || view.text !== "");
  const all = useMemo(() => together(fleet.kiosks, retired.kiosks), [fleet.kiosks, retired.kiosks]);
  const { kiosks, counts, now } = useArranged(all, view);
  // Who sees only some kiosks is not let into the room of all.
  useRooms(seesAll ? ["fleet"] : fleet.kiosks.map(({ id }) => `kiosk:${id}`));

  const printable = kiosks.filter(({ lifecycle }) => lifecycle !== "retired");
  const narrowed = printable.length < fleet.kiosks.length && printable.length <= MOST_LABELS;
  const below = desk ? 0 : BAR_PX;

  const list = () => {
    if (fleet.isPending || (kiosks.length === 0 && retired.isPending)) return <FleetSkeleton />;
    if (fleet.error && fleet.kiosks.length === 0)
      return <ErrorState error={fleet.error} onRetry={() => void fleet.refetch()} />;
    if (retired.error && kiosks.length === 0)
      return <ErrorState error={retired.error} onRetry={() => void retired.refetch()} />;
    if (all.length === 0)
      return (
        <EmptyState title={t("fleet.empty.title")} action={mayWrite && <RegisterLink />}>
          {mayWrite ? t("fleet.empty.register") : t("fleet.empty.ask")}
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
    if (view.shape === "wall")
      return (
        <Suspense fallback={<FleetSkeleton />}>
          <FleetWall kiosks={kiosks} counts={counts} below={below} />
        </Suspense>
      );
    if (view.shape === "map" && !mapless)
      return (
        <Suspense fallback={<Skeleton className="h-[60dvh]" />}>
          <FleetMap
            kiosks={kiosks}
            now={now}
            onChange={change}
            below={below}
            onUnavailable={() => setMapless(true)}
          />
        </Suspense>
      );
    return (
      <>
        {view.shape === "map" && (
          <p
            role="status"
            className="flex items-center gap-2 bg-attention-soft px-4 py-2 text-13 text-attention desk:px-6"
          >
            <MonitorX aria-hidden className="size-4 shrink-0" />
            {t("map.unavailable")}
          </p>
        )}
        {desk ? (
          <FleetTable kiosks={kiosks} sort={view.sort} onSort={(sort) => change({ sort: writeSort(sort) })} />
        ) : (
          <FleetCards kiosks={kiosks} />
        )}
      </>
    );
  };

  return (
    <Page
      name={t("fleet.title")}
      title={<h1 className="text-20 font-semibold">{t("fleet.title")}</h1>}
      actions={mayWrite && <FleetActions chosen={narrowed ? printable.map(({ id }) => id) : []} />}
    >
      <FleetCounters
        counts={fleet.isPending ? null : counts}
        shown={view.filter}
        onShow={(filter) => change({ status: filter })}
      />
      <FleetToolbar
        control={control}
        counts={counts}
        found={kiosks.length}
        all={all}
        total={fleet.total}
        complete={fleet.complete}
      />
      {list()}
      <Outlet />
    </Page>
  );
}
