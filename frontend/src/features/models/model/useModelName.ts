/** What a model is called: known ones in the person's language, others as they are named. */
import { useTranslation } from "react-i18next";

export function useModelName(): (name: string) => string {
  const { t, i18n } = useTranslation();
  return (name) =>
    i18n.exists(`model.name.${name}`) ? t(`model.name.${name}` as "model.name.anomaly") : name;
}
