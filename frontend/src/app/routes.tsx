/** Which address shows what. Pages arrive when they are asked for. */
import { lazy, type ReactNode, Suspense } from "react";
import { Navigate, type RouteObject } from "react-router";
import { paths } from "@/paths";
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
const EnrolmentDialog = lazy(async () => ({
  default: (await import("@/features/enrolment/components/EnrolmentDialog")).EnrolmentDialog,
}));
const OpenByCode = lazy(async () => ({
  default: (await import("@/features/kiosk/components/OpenByCode")).OpenByCode,
}));

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
        children: [{ path: paths.register, element: <RegisterDialog /> }],
      },
      {
        path: paths.kiosk(":id"),
        element: <KioskPage />,
        children: [{ path: paths.enrolment(":id"), element: <EnrolmentDialog /> }],
      },
      { path: paths.byCode(":code"), element: <OpenByCode /> },
      {
        path: paths.messages,
        element: <MessagesPage />,
        children: [
          { path: paths.testMail, element: <TestMailDialog /> }, // The page itself shows the mail, beside the list.
          { path: paths.mail(":id"), element: null },
        ],
      },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];
