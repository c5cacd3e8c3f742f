/** How far a mail has come, until it is sent or given up, with the reason when a try failed. */
import { useTranslation } from "react-i18next";
import type { Delivery } from "@/api/types";
import { FormError } from "@/components/ui/States";
import { ToneIcon } from "@/components/ui/ToneIcon";
import { useFormat } from "@/i18n/format";
import { useDelivery } from "../api/testMail";

const tones = { queued: "unknown", sent: "good", failed: "critical" } as const;

export function DeliveryProgress({ taken }: { taken: Delivery }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: delivery, error } = useDelivery(taken);
  const { state, to, attempts, due_at, sent_at } = delivery;
  const texts = {
    queued:
      attempts === 0
        ? t("messages.delivery.queued", { to })
        : t("messages.delivery.again", { to, attempts, time: format.time(due_at) }),
    sent: t("messages.delivery.sent", { to, time: format.time(sent_at ?? due_at) }),
    failed: t("messages.delivery.failed", { to }),
  };
  return (
    <div className="space-y-2">
      <FormError error={error} />
      <div role="status" className="flex items-start gap-2">
        <ToneIcon tone={tones[state]} className="mt-0.5" />
        <div className="min-w-0">
          <p className="break-words">{texts[state]}</p>
          {delivery.error && <Reason code={delivery.error} detail={delivery.error_detail} />}
        </div>
      </div>
    </div>
  );
}

function Reason({ code, detail }: { code: string; detail: string | null }) {
  const { t, i18n } = useTranslation();
  const key = `mailError.${code}`;
  return (
    <p className="mt-1 text-13 break-words text-muted">
      {i18n.exists(key) ? t(key as "mailError.mail_server_away") : code}
      {detail && <span className="block font-mono text-12">{detail}</span>}
    </p>
  );
}
