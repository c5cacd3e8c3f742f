/** The pages for administering the system. What one may not see says so at its address. */
import type { RouteObject } from "react-router";
import { Allowed } from "@/components/layout/Allowed";
import { paths } from "@/paths";
import { lazyPage } from "./lazyPage";

const ImportPage = lazyPage("ImportPage", () => import("@/features/transfer/components/ImportPage"));
const LabelsPage = lazyPage("LabelsPage", () => import("@/features/transfer/components/LabelsPage"));
const PeoplePage = lazyPage("PeoplePage", () => import("@/features/people/components/PeoplePage"));
const NewPersonDialog = lazyPage(
  "NewPersonDialog",
  () => import("@/features/people/components/NewPersonDialog"),
);
const RolesPage = lazyPage("RolesPage", () => import("@/features/roles/components/RolesPage"));
const RoleDialog = lazyPage("RoleDialog", () => import("@/features/roles/components/RoleDialog"));
const AuditPage = lazyPage("AuditPage", () => import("@/features/audit/components/AuditPage"));
const StatusPage = lazyPage("StatusPage", () => import("@/features/status/components/StatusPage"));

export const administration: RouteObject[] = [
  {
    path: paths.import,
    element: (
      <Allowed permission="kiosks.write">
        <ImportPage />
      </Allowed>
    ),
  },
  {
    path: paths.labels,
    element: (
      <Allowed permission="kiosks.write">
        <LabelsPage />
      </Allowed>
    ),
  },
  {
    path: paths.people,
    element: (
      <Allowed permission="users.manage">
        <PeoplePage />
      </Allowed>
    ),
    children: [
      { path: paths.newPerson, element: <NewPersonDialog /> },
      // The page itself shows the person, beside the list.
      { path: paths.person(":id"), element: null },
    ],
  },
  {
    path: paths.roles,
    element: (
      <Allowed permission="roles.manage">
        <RolesPage />
      </Allowed>
    ),
    children: [
      { path: paths.newRole, element: <RoleDialog /> },
      { path: paths.role(":name"), element: <RoleDialog /> },
    ],
  },
  {
    path: paths.audit,
    element: (
      <Allowed permission="audit.read">
        <AuditPage />
      </Allowed>
    ),
  },
  { path: paths.status, element: <StatusPage /> },
];
