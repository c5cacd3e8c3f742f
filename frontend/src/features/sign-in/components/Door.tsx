/** The frame of every page before the app: the sign of the house above, the languages below. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/layout/Logo";
import { Button } from "@/components/ui/Button";
import { useConfig } from "@/config";
import { chooseLanguage, languages } from "@/i18n";

interface Props {
  title: string;
  /** What the page is for, under the title. */
  why?: ReactNode;
  children: ReactNode;
}

export function Door({ title, why, children }: Props) {
  const { t, i18n } = useTranslation();
  const { version } = useConfig();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[22rem] flex-col px-4 py-6">
      <title>{`${title} · Admin Kiosk`}</title>
      <div className="my-auto py-8">
        <Logo className="mb-8" />
        <h1 className="text-20 font-semibold">{title}</h1>
        {why && <div className="mt-1 text-13 text-muted">{why}</div>}
        <div className="mt-5">{children}</div>
      </div>
      <footer className="flex items-center justify-between text-12 text-muted">
        <span>{version}</span>
        <span className="-mr-3 flex">
          {languages.map((language) => (
            <Button
              key={language}
              look="quiet"
              lang={language}
              aria-pressed={i18n.language === language}
              className="text-12! aria-pressed:text-ink"
              onClick={() => void chooseLanguage(language)}
            >
              {t(`language.${language}`)}
            </Button>
          ))}
        </span>
      </footer>
    </main>
  );
}
