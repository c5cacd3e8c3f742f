/** Languages: Spanish first, English second. Keys are checked by the compiler. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { remember, remembered } from "@/lib/preferences";
import en from "./en";
import es from "./es";
import type { insightTexts } from "./insight";

export const languages = ["es", "en"] as const;
export type Language = (typeof languages)[number];

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof es & (typeof insightTexts)["es"] };
  }
}

void i18next.use(initReactI18next).init({
  lng: languages.find((language) => language === remembered("language")) ?? "es",
  fallbackLng: "es",
  resources: { es: { translation: es }, en: { translation: en } },
  interpolation: { escapeValue: false },
  initAsync: false,
});

function markDocument(): void {
  document.documentElement.lang = i18next.language;
}

i18next.on("languageChanged", markDocument);
markDocument();

export function currentLanguage(): Language {
  return i18next.language as Language;
}

export function chooseLanguage(language: Language): void {
  remember("language", language);
  void i18next.changeLanguage(language);
}

export { i18next };
