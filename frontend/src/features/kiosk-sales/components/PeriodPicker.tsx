/** Today, or the last days. */
import { useTranslation } from "react-i18next";
import { Segments } from "@/components/ui/Segments";
import { type Period, periods } from "../model/period";

export function PeriodPicker({ period, onChange }: { period: Period; onChange: (period: Period) => void }) {
  const { t } = useTranslation();
  return (
    <Segments
      name={t("sales.period.title")}
      value={period}
      onChange={onChange}
      options={periods.map((value) => ({ value, label: t(`sales.period.${value}`) }))}
    />
  );
}
