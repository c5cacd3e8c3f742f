/** The texts of insight: they arrive with the first page that shows it, so that the first load stays small. */
import enIncidents from "./en/incidents.json";
import enInsight from "./en/insight.json";
import enModels from "./en/models.json";
import enOutlook from "./en/outlook.json";
import enRecommendations from "./en/recommendations.json";
import esIncidents from "./es/incidents.json";
import esInsight from "./es/insight.json";
import esModels from "./es/models.json";
import esOutlook from "./es/outlook.json";
import esRecommendations from "./es/recommendations.json";
import { i18next } from "./index";

export const insightTexts = {
  es: { ...esInsight, ...esIncidents, ...esModels, ...esOutlook, ...esRecommendations },
  en: { ...enInsight, ...enIncidents, ...enModels, ...enOutlook, ...enRecommendations },
};

for (const [language, texts] of Object.entries(insightTexts))
  i18next.addResourceBundle(language, "translation", texts, true);
