/** The second factor: on or off, and the way between. */
import { ShieldCheck, ShieldOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { useUser } from "@/session/SessionContext";
import { OtpOff } from "./OtpOff";
import { OtpSetUp } from "./OtpSetUp";

export function Otp() {
  const { t } = useTranslation();
  const on = useUser()?.otp_enabled ?? false;
  // Of the beginning: what it does is told to the whole app before the form is done.
  const [form, setForm] = useState<"set-up" | "off">();
  const Sign = on ? ShieldCheck : ShieldOff;
  const close = () => setForm(undefined);
  return (
    <div className="space-y-4">
      <p role="status" className="flex items-center gap-2">
        <Sign aria-hidden className={on ? "size-5 text-good" : "size-5 text-muted"} />
        {on ? t("account.otpOn") : t("account.otpOff")}
      </p>
      {!form && (
        <Button onClick={() => setForm(on ? "off" : "set-up")}>
          {on ? t("account.otpSwitchOff") : t("account.otpSwitchOn")}
        </Button>
      )}
      {form === "set-up" && <OtpSetUp onDone={close} />}
      {form === "off" && <OtpOff onDone={close} />}
    </div>
  );
}
