/** The advice for one kiosk, on its own page. Nothing where there is none. */
import { useTranslation } from "react-i18next";
import "@/i18n/insight";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { ErrorState } from "@/components/ui/States";
import { useMay } from "@/session/SessionContext";
import { useRecommendations } from "../api/recommendations";
import { AdviceCard } from "./AdviceCard";

export function KioskAdvice() {
  return useMay("ai.read") ? <Open /> : null;
}

function Open() {
  const { t } = useTranslation();
  const kiosk = useShownKiosk();
  const { items, error, refetch } = useRecommendations("open", kiosk.id);
  const failed = !items && error;
  if (!failed && !items?.length) return null;
  return (
    <section aria-labelledby="advice" className="px-4 pb-6 desk:px-6">
      <h2 id="advice" className="mb-3 border-b border-line pb-1.5 text-14 font-semibold">
        {t("insight.view.recommendations")}
      </h2>
      {failed && <ErrorState error={error} onRetry={() => void refetch()} compact />}
      <ul className="grid gap-3 wide:grid-cols-2">
        {items?.map((advice) => (
          <li key={advice.id}>
            <AdviceCard advice={advice} heading="h3" />
          </li>
        ))}
      </ul>
    </section>
  );
}
