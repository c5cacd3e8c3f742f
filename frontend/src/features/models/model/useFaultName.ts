/** What a fault, or something harmless that looks like one, is called. */
import { useTranslation } from "react-i18next";

export function useFaultName(): (fault: string) => string {
  const { t, i18n } = useTranslation();
  return (fault) =>
    i18n.exists(`fault.${fault}`) ? t(`fault.${fault}` as "fault.fan_failure") : fault.replaceAll("_", " ");
}
