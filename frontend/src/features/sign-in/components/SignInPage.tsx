/** The door. It stands in place of the page asked for, which is there once the person is in. */
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/layout/Logo";
import { Button } from "@/components/ui/Button";
import { useConfig } from "@/config";
import { chooseLanguage, languages } from "@/i18n";
import { type Credentials, SignInForm } from "./SignInForm";

const DEMO_PASSWORD = "123456";
const demoPeople = ["admin", "operador", "tecnico", "usuario", "test"] as const;

export function SignInPage() {
  const { t, i18n } = useTranslation();
  const { demo, version } = useConfig();
  const [demoPerson, setDemoPerson] = useState<Credentials>();

  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[22rem] flex-col px-4 py-6">
      <title>{`${t("signIn.title")} · Admin Kiosk`}</title>
      <div className="my-auto py-8">
        <Logo className="mb-8" />
        <h1 className="mb-5 text-20 font-semibold">{t("signIn.title")}</h1>
        <SignInForm initial={demoPerson} />
        {demo && (
          <section aria-labelledby="demo" className="mt-8 rounded-ui border border-line p-3">
            <h2 id="demo" className="flex items-center gap-2 text-13 font-medium">
              <FlaskConical aria-hidden className="size-4 text-attention" />
              {t("demo.title")}
            </h2>
            <p className="mt-1 mb-2 text-12 text-muted">{t("demo.accounts", { password: DEMO_PASSWORD })}</p>
            <ul className="-mx-2">
              {demoPeople.map((username) => (
                <li key={username}>
                  <Button
                    look="quiet"
                    className="w-full justify-between! px-2!"
                    onClick={() => setDemoPerson({ username, password: DEMO_PASSWORD })}
                  >
                    <span className="text-ink">{username}</span>
                    <span className="text-12 font-normal">{t(`demo.${username}`)}</span>
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        )}
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
              onClick={() => chooseLanguage(language)}
            >
              {t(`language.${language}`)}
            </Button>
          ))}
        </span>
      </footer>
    </main>
  );
}
