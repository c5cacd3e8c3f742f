/** The session ended while somebody was at work: they sign in over their page and go on where they were. */
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Modal } from "@/components/ui/Modal";
import { useSession, useSessionState } from "@/session/SessionContext";
import { SignInForm } from "./SignInForm";

export function SignInAgain() {
  const { t } = useTranslation();
  const session = useSession();
  const state = useSessionState();
  if (state.phase !== "ended") return null;
  const { username } = state.user;
  return (
    <Modal title={t("signIn.again")} description={t("signIn.againWhy")}>
      <SignInForm initial={{ username }} lockUsername />
      <Button look="quiet" className="mt-2 w-full" onClick={() => session.signOut()}>
        {t("signIn.other")}
      </Button>
    </Modal>
  );
}
