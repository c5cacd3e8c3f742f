/** The last reading as the kiosk sent it, for who looks deeper; folded away until then. */
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "@/components/ui/CopyButton";
import { useLive } from "@/realtime/hooks";

export function RawReading({ id }: { id: number }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const reading = useLive(id, (live) => live?.reading);
  const text = open ? JSON.stringify(reading, null, 2) : "";
  return (
    <details
      className="group border-t border-line px-4 py-2 desk:px-6"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="pressable flex cursor-pointer items-center gap-1 text-13 text-muted hover:text-ink">
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        {t("kiosk.raw")}
      </summary>
      <div className="relative mb-2 rounded-ui border border-line bg-sunken">
        <div className="absolute top-1 right-1">
          <CopyButton name={t("kiosk.raw")} text={text} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre tabIndex={0} className="max-h-96 overflow-auto p-3 pt-12 font-mono text-12 desk:pt-3">
          {text}
        </pre>
      </div>
    </details>
  );
}
