/** The token, shown this once, and the line to type on the machine. */
import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { CopyField } from "@/components/ui/CopyField";
import { useConfig } from "@/config";
import { useFormat } from "@/i18n/format";
import { useNow } from "@/lib/useNow";
import type { Enrolled } from "../api/enrolment";

interface Props {
  enrolled: Enrolled;
  onDone: () => void;
}

export function EnrolmentSteps({ enrolled: { kiosk, enrolment }, onDone }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { public_url } = useConfig();
  const { enrolment_token: token, enrolment_expires_at: expires } = enrolment;
  const left = useNow((now) => format.until(expires, now));
  const command = `python kiosk_app/kiosk_app.py --serial ${kiosk.serial} --server_url ${public_url} --enrolment_token ${token}`;
  return (
    <div className="space-y-4">
      <p className="flex items-start gap-2 rounded-ui bg-attention-soft px-3 py-2 text-13 text-attention">
        <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
        <span>{t("enrolment.once", { left, time: format.time(expires) })}</span>
      </p>
      <CopyField label={t("enrolment.token")} text={token} />
      <CopyField label={t("enrolment.command")} text={command} />
      <p className="text-13 text-muted">{t("enrolment.then")}</p>
      <Button look="primary" className="w-full desk:w-auto" onClick={onDone}>
        {t("enrolment.open")}
      </Button>
    </div>
  );
}
