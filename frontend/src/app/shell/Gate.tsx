/** Who may pass: the page for people signed in, the door for everybody else. */
import { Fragment, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { ErrorState } from "@/components/ui/States";
import { useSession, useSessionState } from "@/session/SessionContext";
import { Shell } from "./Shell";

// Most visits go on with the session of the day: the forms wait until they are needed.
const SignInPage = lazy(async () => ({
  default: (await import("@/features/sign-in/components/SignInPage")).SignInPage,
}));
const SignInAgain = lazy(async () => ({
  default: (await import("@/features/sign-in/components/SignInAgain")).SignInAgain,
}));

const ChangePasswordPage = lazy(async () => ({
  default: (await import("@/features/sign-in/components/ChangePasswordPage")).ChangePasswordPage,
}));

export function Gate() {
  const { t } = useTranslation();
  const session = useSession();
  const state = useSessionState();
  if (state.phase === "restoring")
    return (
      <p role="status" className="sr-only">
        {t("signIn.restoring")}
      </p>
    );
  if (state.phase === "unreachable")
    return <ErrorState error={null} onRetry={() => void session.restore()} />;
  if (state.phase === "anonymous")
    return (
      <Suspense>
        <SignInPage />
      </Suspense>
    );
  return (
    // What one person typed or opened is not for the next one.
    <Fragment key={state.user.id}>
      {state.user.must_change_password ? (
        <Suspense>
          <ChangePasswordPage />
        </Suspense>
      ) : (
        <Shell />
      )}
      {state.phase === "ended" && (
        <Suspense>
          <SignInAgain />
        </Suspense>
      )}
    </Fragment>
  );
}
