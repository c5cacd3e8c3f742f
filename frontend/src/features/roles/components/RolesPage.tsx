/** What each role may do, side by side; built-in ones can be read, own ones changed. */
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useDesk } from "@/lib/useMedia";
import { paths } from "@/paths";
import { usePermissions, useRoles } from "../api/roles";
import { RoleCards } from "./RoleCards";
import { RoleMatrix } from "./RoleMatrix";

export function RolesPage() {
  const { t } = useTranslation();
  const desk = useDesk();
  const roles = useRoles();
  const permissions = usePermissions();
  const error = roles.error ?? permissions.error;

  const content = () => {
    if (roles.data && permissions.data)
      return desk ? (
        <RoleMatrix roles={roles.data} permissions={permissions.data} />
      ) : (
        <RoleCards roles={roles.data} />
      );
    if (error)
      return (
        <ErrorState
          error={error}
          onRetry={() => {
            void roles.refetch();
            void permissions.refetch();
          }}
        />
      );
    return <Skeleton className="mx-4 h-96 desk:mx-6" />;
  };

  return (
    <Page
      name={t("roles.title")}
      title={<h1 className="text-20 font-semibold">{t("roles.title")}</h1>}
      actions={
        <ButtonLink look="primary" to={paths.newRole}>
          <Plus aria-hidden className="size-4" />
          {t("roles.add")}
        </ButtonLink>
      }
    >
      <p className="max-w-[72ch] px-4 pb-4 text-muted desk:px-6">{t("roles.what")}</p>
      {content()}
      <Outlet />
    </Page>
  );
}
