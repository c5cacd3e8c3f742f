/** One's own account: who one is, how the app looks, how one signs in, and where one is signed in. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/layout/Page";
import { Appearance } from "./Appearance";
import { Otp } from "./Otp";
import { Password } from "./Password";
import { Profile } from "./Profile";
import { Sessions } from "./Sessions";

export function MePage() {
  const { t } = useTranslation();
  return (
    <Page name={t("account.title")} title={<h1 className="text-20 font-semibold">{t("account.title")}</h1>}>
      <div className="max-w-4xl divide-y divide-line px-4 pb-10 desk:px-6">
        <Section title={t("account.profile")}>
          <Profile />
        </Section>
        <Section title={t("account.appearance")}>
          <Appearance />
        </Section>
        <Section title={t("account.password")} why={t("account.passwordWhy")}>
          <Password />
        </Section>
        <Section title={t("account.otp")} why={t("account.otpWhy")}>
          <Otp />
        </Section>
        <Section title={t("account.sessions")} why={t("account.sessionsWhy")}>
          <Sessions />
        </Section>
      </div>
    </Page>
  );
}

function Section({ title, why, children }: { title: string; why?: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid gap-x-8 gap-y-3 py-6 desk:grid-cols-[14rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {why && <p className="mt-1 text-13 text-muted">{why}</p>}
      </div>
      <div className="min-w-0 max-w-md">{children}</div>
    </section>
  );
}
