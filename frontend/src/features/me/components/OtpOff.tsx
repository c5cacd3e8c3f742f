/** Switches the second factor off, with the password and a last code. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSwitchOtp } from "../api/me";
import { CodeStep } from "./CodeStep";
import { PasswordStep } from "./PasswordStep";

export function OtpOff({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState<string>();
  const disable = useSwitchOtp(false);
  if (password === undefined)
    return <PasswordStep working={false} error={disable.error} onSubmit={setPassword} onCancel={onDone} />;
  return (
    <CodeStep
      submit={t("account.otpSwitchOff")}
      working={disable.isPending}
      error={disable.error}
      // Either of the two may be wrong: both are asked again.
      onSubmit={(otp) =>
        disable.mutate({ otp, password }, { onSuccess: onDone, onError: () => setPassword(undefined) })
      }
      onCancel={onDone}
    />
  );
}
