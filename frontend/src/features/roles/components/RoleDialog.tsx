/** One role: a built-in one to read, one's own to change, or a new one. */
import { useTranslation } from "react-i18next";
import { useNavigate, useParams } from "react-router";
import { Modal } from "@/components/ui/Modal";
import { Skeleton } from "@/components/ui/Skeleton";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useRoleName } from "@/i18n/roles";
import { paths } from "@/paths";
import { usePermissions, useRoles } from "../api/roles";
import { RoleForm } from "./RoleForm";

export function RoleDialog() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const roleName = useRoleName();
  const { name } = useParams();
  const roles = useRoles();
  const permissions = usePermissions();
  const role = roles.data?.find((one) => one.name === name);
  const close = () => navigate(paths.roles);
  const title = name === undefined ? t("roles.add") : roleName(name);

  const content = () => {
    if (roles.error && !roles.data)
      return <ErrorState error={roles.error} onRetry={() => void roles.refetch()} />;
    if (!roles.data || !permissions.data) return <Skeleton className="h-64" />;
    if (name !== undefined && !role) return <EmptyState title={t("roles.gone")} />;
    return <RoleForm role={role} offered={permissions.data} onDone={close} />;
  };
  return (
    <Modal
      title={title}
      description={role?.built_in ? t("roles.readOnly") : name === undefined ? t("roles.addWhat") : undefined}
      onClose={close}
    >
      {content()}
    </Modal>
  );
}
