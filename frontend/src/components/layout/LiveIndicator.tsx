/** Whether what is on the screen moves now, and if not, since when. */
import { CloudOff, RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { useLink } from "@/realtime/hooks";

export function LiveIndicator() {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, since } = useLink();
  return (
    <span role="status" className="inline-flex items-center gap-1.5 text-12 whitespace-nowrap text-muted">
      {state === "live" && <span aria-hidden className="size-2 rounded-full bg-good" />}
      {state === "connecting" && <RefreshCw aria-hidden className="size-3.5" />}
      {state === "reconnecting" && <CloudOff aria-hidden className="size-3.5 text-attention" />}
      {state === "reconnecting" ? (
        <span className="text-attention">{t("link.reconnecting", { time: format.time(since) })}</span>
      ) : (
        t(`link.${state}`)
      )}
    </span>
  );
}
