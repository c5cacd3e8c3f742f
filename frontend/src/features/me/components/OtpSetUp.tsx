/** Switches the second factor on: password, then the picture for the app, then a code of it as proof. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyField } from "@/components/ui/CopyField";
import { useSetUpOtp, useSwitchOtp } from "../api/me";
import { CodeStep } from "./CodeStep";
import { PasswordStep } from "./PasswordStep";
import { QrPicture } from "./QrPicture";

export function OtpSetUp({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const [password, setPassword] = useState("");
  const setUp = useSetUpOtp();
  const enable = useSwitchOtp(true);

  if (!setUp.data)
    return (
      <PasswordStep
        working={setUp.isPending}
        error={setUp.error}
        onSubmit={(typed) => {
          setPassword(typed);
          setUp.mutate(typed);
        }}
        onCancel={onDone}
      />
    );
  return (
    <div className="space-y-4">
      <p>{t("account.otpScan")}</p>
      <QrPicture text={setUp.data.otpauth_uri} label={t("account.otpPicture")} />
      <CopyField label={t("account.otpSecret")} text={setUp.data.secret.replace(/(.{4})(?=.)/g, "$1 ")} />
      <CodeStep
        submit={t("account.otpSwitchOn")}
        working={enable.isPending}
        error={enable.error}
        onSubmit={(otp) => enable.mutate({ otp, password }, { onSuccess: onDone })}
        onCancel={onDone}
      />
    </div>
  );
}
