/** A new version waits; the person decides when, so that nothing they type is lost. */
import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { applyUpdate, useUpdate } from "@/pwa/update";

export function UpdateNote() {
  const { t } = useTranslation();
  const waiting = useUpdate();
  if (!waiting) return null;
  return (
    <div
      role="status"
      className="fixed inset-x-4 bottom-20 z-30 flex items-center gap-3 rounded-ui border border-line bg-raised py-2 pr-2 pl-4 text-13 shadow-float desk:right-6 desk:bottom-6 desk:left-auto"
    >
      <span className="grow">{t("update.waiting")}</span>
      <Button look="primary" onClick={applyUpdate}>
        <RotateCw aria-hidden className="size-4" />
        {t("update.apply")}
      </Button>
    </div>
  );
}
