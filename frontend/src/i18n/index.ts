/** Languages: Spanish first, English second. Keys are checked by the compiler. Only the one in use is loaded. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { remember, remembered } from "@/lib/preferences";
import type es from "./es";
import type { insightTexts } from "./insight";

export const languages = ["es", "en"] as const;
export type Language = (typeof languages)[number];
type Texts = typeof es;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: Texts & (typeof insightTexts)["es"] };
  }
}

const texts: Record<Language, () => Promise<{ default: Texts }>> = {
  es: () => import("./es"),
  en: () => import("./en"),
};

function markDocument(): void {
  document.documentElement.lang = i18next.language;
}

/** Beside what is there already, as the texts of pages that came later. */
function add(language: Language, translation: Texts): void {
  i18next.addResourceBundle(language, "translation", translation, true, true);
}

/** Before anything is shown: the language of the last visit, or Spanish. */
export async function startLanguage(): Promise<void> {
  const lng = languages.find((language) => language === remembered("language")) ?? "es";
  const { default: translation } = await texts[lng]();
  i18next.on("languageChanged", markDocument);
  await i18next.use(initReactI18next).init({
    lng,
    fallbackLng: lng,
    resources: {},
    interpolation: { escapeValue: false },
  });
  add(lng, translation);
}

export function currentLanguage(): Language {
  return i18next.language as Language;
}

/** Without its texts, as when the network is away, the page stays in the language it speaks. */
export async function chooseLanguage(language: Language): Promise<void> {
  const loaded = await texts[language]().catch(() => null);
  if (!loaded) return;
  remember("language", language);
  add(language, loaded.default);
  await i18next.changeLanguage(language);
}

export { i18next };
