/** Says that nothing here is real, wherever one is. */
import { useTranslation } from "react-i18next";

export function DemoNote() {
  const { t } = useTranslation();
  return (
    <p className="border-b border-line bg-attention-soft px-4 py-1.5 text-12 text-attention desk:rounded-ui desk:border-0 desk:px-2.5 desk:py-2">
      {t("demo.note")}
    </p>
  );
}
