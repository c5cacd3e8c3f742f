/** Changes one's password; the other devices are then signed out. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NewPasswordForm } from "@/components/password/NewPasswordForm";
import { useChangePassword } from "@/components/password/useChangePassword";
import { Button } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { useUser } from "@/session/SessionContext";

export function Password() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const user = useUser();
  const change = useChangePassword();
  if (change.isSuccess)
    return (
      <Notice look="done" announce>
        {t("account.passwordChanged")}
      </Notice>
    );
  if (!open) return <Button onClick={() => setOpen(true)}>{t("account.changePassword")}</Button>;
  return <NewPasswordForm save={change} asksCurrent {...(user ? { username: user.username } : {})} />;
}
