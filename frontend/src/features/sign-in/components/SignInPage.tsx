/** The door. It stands in place of the page asked for, which is there once the person is in. */
import { FlaskConical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { useConfig } from "@/config";
import { Door } from "./Door";
import { type Credentials, SignInForm } from "./SignInForm";

const DEMO_PASSWORD = "123456";
const demoPeople = ["admin", "operador", "tecnico", "usuario", "test"] as const;

export function SignInPage() {
  const { t } = useTranslation();
  const { demo } = useConfig();
  const [demoPerson, setDemoPerson] = useState<Credentials>();

  return (
    <Door title={t("signIn.title")}>
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
    </Door>
  );
}
