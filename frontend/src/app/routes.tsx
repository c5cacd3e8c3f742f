/** Which address shows what. Pages arrive when they are asked for. */
import { lazy, type ReactNode, Suspense } from "react";
import { Navigate, type RouteObject } from "react-router";
import { Allowed } from "@/components/layout/Allowed";
import { AllowedOver } from "@/components/layout/AllowedOver";
import { ByParam } from "@/components/layout/ByParam";
import { paths } from "@/paths";
import { administration } from "./administration";
import { insight, KioskAdvice, KioskOutlook, KioskRisk } from "./insight";
import { lazyPage } from "./lazyPage";
import { NotFoundPage } from "./pages/NotFoundPage";
import { Gate } from "./shell/Gate";

const FleetPage = lazy(async () => ({
  default: (await import("@/features/fleet/components/FleetPage")).FleetPage,
}));
const RegisterDialog = lazy(async () => ({
  default: (await import("@/features/enrolment/components/RegisterDialog")).RegisterDialog,
}));
const KioskPage = lazy(async () => ({
  default: (await import("@/features/kiosk/components/KioskPage")).KioskPage,
}));
const NowTab = lazy(async () => ({
  default: (await import("@/features/kiosk/components/NowTab")).NowTab,
}));
const HistoryTab = lazy(async () => ({
  default: (await import("@/features/history/components/HistoryTab")).HistoryTab,
}));
const SalesTab = lazy(async () => ({
  default: (await import("@/features/kiosk-sales/components/SalesTab")).SalesTab,
}));
const SetupTab = lazy(async () => ({
  default: (await import("@/features/setup/components/SetupTab")).SetupTab,
}));
const AssignDialog = lazy(async () => ({
  default: (await import("@/features/setup/components/AssignDialog")).AssignDialog,
}));
const RetireDialog = lazy(async () => ({
  default: (await import("@/features/setup/components/RetireDialog")).RetireDialog,
}));
const EnrolmentDialog = lazy(async () => ({
  default: (await import("@/features/enrolment/components/EnrolmentDialog")).EnrolmentDialog,
}));
const OpenByCode = lazyPage("OpenByCode", () => import("@/features/scan/components/OpenByCode"));
const ScanPage = lazyPage("ScanPage", () => import("@/features/scan/components/ScanPage"));
const MePage = lazyPage("MePage", () => import("@/features/me/components/MePage"));

const MessagesPage = lazy(async () => ({
  default: (await import("@/features/messages/components/MessagesPage")).MessagesPage,
}));
const TestMailDialog = lazy(async () => ({
  default: (await import("@/features/messages/components/TestMailDialog")).TestMailDialog,
}));

const ForgotPage = lazy(async () => ({
  default: (await import("@/features/sign-in/components/ForgotPage")).ForgotPage,
}));
const ResetPage = lazy(async () => ({
  default: (await import("@/features/sign-in/components/ResetPage")).ResetPage,
}));

const toFleet = <Navigate to={paths.fleet} replace />;

const over = (permission: string, dialog: ReactNode) => (
  <AllowedOver permission={permission}>{dialog}</AllowedOver>
);

/** A page outside the shell, for who is not signed in. */
const alone = (page: ReactNode) => <Suspense>{page}</Suspense>;

export const routes: RouteObject[] = [
  { path: paths.forgot, element: alone(<ForgotPage />) },
  { path: paths.reset, element: alone(<ResetPage />) },
  {
    element: <Gate />,
    children: [
      { path: paths.root, element: toFleet },
      { path: paths.app, element: toFleet },
      {
        path: paths.fleet,
        element: <FleetPage />,
        children: [{ path: paths.register, element: over("kiosks.write", <RegisterDialog />) }],
      },
      {
        path: paths.kiosk(":id"),
        element: (
          <ByParam name="id">
            <KioskPage />
          </ByParam>
        ),
        children: [
          {
            index: true,
            element: (
              <NowTab>
                <KioskRisk />
              </NowTab>
            ),
          },
          { path: paths.history(":id"), element: <HistoryTab /> },
          {
            path: paths.sales(":id"),
            element: (
              <SalesTab>
                <KioskAdvice />
                <KioskOutlook />
              </SalesTab>
            ),
          },
          {
            path: paths.setup(":id"),
            element: <SetupTab />,
            children: [
              { path: paths.enrolment(":id"), element: over("kiosks.write", <EnrolmentDialog />) },
              { path: paths.assign(":id"), element: over("kiosks.assign_others", <AssignDialog />) },
              { path: paths.retire(":id"), element: over("kiosks.write", <RetireDialog />) },
            ],
          },
        ],
      },
      {
        path: paths.byCode(":code"),
        element: (
          <ByParam name="code">
            <OpenByCode />
          </ByParam>
        ),
      },
      { path: paths.scan, element: <ScanPage /> },
      { path: paths.me, element: <MePage /> },
      ...insight,
      ...administration,
      {
        path: paths.messages,
        element: (
          <Allowed permission="notify.manage">
            <MessagesPage />
          </Allowed>
        ),
        children: [
          { path: paths.testMail, element: <TestMailDialog /> }, // The page itself shows the mail, beside the list.
          { path: paths.mail(":id"), element: null },
        ],
      },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];
