/** The pages of insight, and what of it stands on the page of a kiosk. What one may not see says so at its address. */
import { lazy, type ReactNode } from "react";
import type { RouteObject } from "react-router";
import { Allowed } from "@/components/layout/Allowed";
import { ByParam } from "@/components/layout/ByParam";
import { paths } from "@/paths";
import { lazyPage } from "./lazyPage";

const RiskPage = lazyPage("RiskPage", () => import("@/features/risk/components/RiskPage"));
const IncidentsPage = lazyPage(
  "IncidentsPage",
  () => import("@/features/incidents/components/IncidentsPage"),
);
const IncidentPage = lazy(async () => ({
  default: (await import("@/features/incidents/components/IncidentPage")).IncidentPage,
}));
const IncidentCharts = lazy(async () => ({
  default: (await import("@/features/history/components/IncidentCharts")).IncidentCharts,
}));
const OutlookPage = lazyPage("OutlookPage", () => import("@/features/outlook/components/OutlookPage"));
const RecommendationsPage = lazyPage(
  "RecommendationsPage",
  () => import("@/features/recommendations/components/RecommendationsPage"),
);
const ModelsPage = lazyPage("ModelsPage", () => import("@/features/models/components/ModelsPage"));
const ModelPage = lazyPage("ModelPage", () => import("@/features/models/components/ModelPage"));
const RunPage = lazyPage("RunPage", () => import("@/features/models/components/RunPage"));
const PromoteDialog = lazyPage("PromoteDialog", () => import("@/features/models/components/MoveDialog"));
const RollBackDialog = lazyPage("RollBackDialog", () => import("@/features/models/components/MoveDialog"));

export const KioskRisk = lazyPage("KioskRisk", () => import("@/features/risk/components/KioskRisk"));
export const KioskOutlook = lazyPage(
  "KioskOutlook",
  () => import("@/features/outlook/components/KioskOutlook"),
);
export const KioskAdvice = lazyPage(
  "KioskAdvice",
  () => import("@/features/recommendations/components/KioskAdvice"),
);

const forReaders = (page: ReactNode) => <Allowed permission="ai.read">{page}</Allowed>;
const ofOne = (param: string, page: ReactNode) => forReaders(<ByParam name={param}>{page}</ByParam>);

export const insight: RouteObject[] = [
  { path: paths.insight, element: forReaders(<RiskPage />) },
  { path: paths.incidents, element: forReaders(<IncidentsPage />) },
  { path: paths.incident(":id"), element: ofOne("id", <IncidentPage charts={IncidentCharts} />) },
  { path: paths.outlook, element: forReaders(<OutlookPage />) },
  { path: paths.recommendations, element: forReaders(<RecommendationsPage />) },
  { path: paths.models, element: forReaders(<ModelsPage />) },
  {
    path: paths.model(":name"),
    element: ofOne("name", <ModelPage />),
    children: [
      { path: paths.promote(":name", ":version"), element: <PromoteDialog /> },
      { path: paths.rollBack(":name", ":version"), element: <RollBackDialog /> },
    ],
  },
  { path: paths.modelRun(":name", ":run"), element: ofOne("run", <RunPage />) },
];
