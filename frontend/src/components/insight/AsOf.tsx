/** From when is what one sees, and whether the server still answers. */
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";

export function AsOf({ at, failed }: { at: number; failed: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (at === 0) return null;
  return (
    <p className={failed ? "text-12 text-attention" : "text-12 text-muted"}>
      {t(failed ? "insight.outdated" : "insight.asOf", { time: format.time(at) })}
    </p>
  );
}
