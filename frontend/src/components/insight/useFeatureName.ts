/** What a feature of a kiosk's minute is called: its metric, or what is made of it. */
import { useTranslation } from "react-i18next";

const made = ["max", "spread"] as const;

/** Features this app does not know yet have their own name. */
export function useFeatureName(): (feature: string) => string {
  const { t, i18n } = useTranslation();
  const plain = (name: string) => {
    const key = [`feature.${name}`, `metric.${name}`].find((known) => i18n.exists(known));
    return key && t(key as "metric.cpu_temp");
  };
  return (feature) => {
    for (const how of made) {
      const name = feature.endsWith(`_${how}`) && plain(feature.slice(0, -how.length - 1));
      if (name) return t(`insight.made.${how}`, { name: name.charAt(0).toLowerCase() + name.slice(1) });
    }
    return plain(feature) || feature;
  };
}
