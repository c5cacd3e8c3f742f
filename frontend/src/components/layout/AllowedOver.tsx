/** A dialog over a page, for who may do what it is for; everybody else reads that they may not. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { Modal } from "@/components/ui/Modal";
import { useMay } from "@/session/SessionContext";

export function AllowedOver({ permission, children }: { permission: string; children: ReactNode }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { search, state } = useLocation();
  const may = useMay(permission);
  if (may) return children;
  // The page under it has the address one step up.
  const close = () => navigate({ pathname: "..", search }, { relative: "path", state });
  return (
    <Modal title={t("notAllowed.title")} description={t("notAllowed.why")} onClose={close} children={null} />
  );
}
