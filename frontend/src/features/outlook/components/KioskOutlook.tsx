/** The sales to come of one kiosk, on its own page. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import "@/i18n/insight";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { useMay } from "@/session/SessionContext";
import { Outlook } from "./Outlook";

export function KioskOutlook() {
  const { t } = useTranslation();
  const { id } = useShownKiosk();
  const subject = useMemo(() => ({ kiosk_id: id }), [id]);
  if (!useMay("ai.read")) return null;
  return (
    <section aria-labelledby="outlook" className="px-4 pt-2 pb-6 desk:px-6">
      <h2 id="outlook" className="mb-3 border-b border-line pb-1.5 text-14 font-semibold">
        {t("insight.view.outlook")}
      </h2>
      <Outlook subject={subject} />
    </section>
  );
}
