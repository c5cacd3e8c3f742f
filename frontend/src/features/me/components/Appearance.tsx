/** Language and theme of the app, on this device. */
import { useTranslation } from "react-i18next";
import { Select } from "@/components/ui/Select";
import { chooseLanguage, currentLanguage, type Language, languages } from "@/i18n";
import { chooseTheme, type Theme, themes, useTheme } from "@/lib/theme";

export function Appearance() {
  const { t } = useTranslation();
  const theme = useTheme();
  return (
    <div className="grid grid-cols-2 gap-4">
      <Select
        label={t("me.language")}
        value={currentLanguage()}
        onChange={(event) => void chooseLanguage(event.target.value as Language)}
      >
        {languages.map((language) => (
          <option key={language} value={language} lang={language}>
            {t(`language.${language}`)}
          </option>
        ))}
      </Select>
      <Select
        label={t("me.theme")}
        value={theme}
        onChange={(event) => chooseTheme(event.target.value as Theme)}
      >
        {themes.map((value) => (
          <option key={value} value={value}>
            {t(`theme.${value}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}
