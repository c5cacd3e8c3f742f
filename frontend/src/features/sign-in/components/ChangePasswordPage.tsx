/** Who was given a password chooses their own before anything else. */
import { useTranslation } from "react-i18next";
import { NewPasswordForm } from "@/components/password/NewPasswordForm";
import { useChangePassword } from "@/components/password/useChangePassword";
import { Button } from "@/components/ui/Button";
import { useSession, useUser } from "@/session/SessionContext";
import { Door } from "./Door";

export function ChangePasswordPage() {
  const { t } = useTranslation();
  const session = useSession();
  const user = useUser();
  const change = useChangePassword();
  return (
    <Door title={t("password.change.title")} why={t("password.change.why")}>
      <NewPasswordForm save={change} asksCurrent {...(user ? { username: user.username } : {})} />
      <Button look="quiet" className="mt-2 w-full" onClick={() => void session.signOut()}>
        {t("me.signOut")}
      </Button>
    </Door>
  );
}
