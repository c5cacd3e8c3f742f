/** A new password with the token of the mail. The token is taken from the address at once and stays in memory. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { Problem } from "@/api/problem";
import { NewPasswordForm } from "@/components/password/NewPasswordForm";
import { ButtonLink } from "@/components/ui/Button";
import { paths } from "@/paths";
import { useReset } from "../api/passwords";
import { Door } from "./Door";

export function ResetPage() {
  const { hash } = useLocation();
  const navigate = useNavigate();
  const [token, setToken] = useState(() => tokenIn(hash));

  useEffect(() => {
    if (!hash) return;
    setToken(tokenIn(hash));
    // Neither the address bar nor the history keeps it.
    void navigate(paths.reset, { replace: true });
  }, [hash, navigate]);

  return token ? <Chosen key={token} token={token} /> : <NoToken />;
}

function Chosen({ token }: { token: string }) {
  const { t } = useTranslation();
  const reset = useReset(token);
  if (reset.isSuccess)
    return (
      <Door title={t("password.reset.done")} why={<p role="status">{t("password.reset.doneWhy")}</p>}>
        <ButtonLink look="primary" className="w-full" to={paths.fleet}>
          {t("password.reset.signIn")}
        </ButtonLink>
      </Door>
    );
  const spent = reset.error instanceof Problem && reset.error.code === "reset_token_invalid";
  return (
    <Door title={t("password.reset.title")} why={t("password.reset.why")}>
      <NewPasswordForm save={reset} />
      {spent && <AskAgain />}
    </Door>
  );
}

function NoToken() {
  const { t } = useTranslation();
  return (
    <Door title={t("password.reset.noToken")} why={t("password.reset.noTokenWhy")}>
      <AskAgain />
    </Door>
  );
}

function AskAgain() {
  const { t } = useTranslation();
  return (
    <ButtonLink className="mt-2 w-full" to={paths.forgot}>
      {t("password.reset.ask")}
    </ButtonLink>
  );
}

function tokenIn(hash: string): string {
  return new URLSearchParams(hash.slice(1)).get("token") ?? "";
}
