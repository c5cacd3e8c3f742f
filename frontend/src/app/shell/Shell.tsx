/** The frame around every page: a rail at the desk, a bar under the thumb on a phone. */
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation, useNavigate } from "react-router";
import { Logo } from "@/components/layout/Logo";
import { useConfig } from "@/config";
import { useKey } from "@/lib/useKey";
import { useDesk } from "@/lib/useMedia";
import { paths } from "@/paths";
import { ErrorBoundary } from "../ErrorBoundary";
import { ErrorPage } from "../pages/ErrorPage";
import { MeMenu } from "./MeMenu";
import { NavEntry, useNavigation } from "./navigation";

export function Shell() {
  const { t } = useTranslation();
  const { demo } = useConfig();
  const { pathname } = useLocation();
  const desk = useDesk();
  const navigation = useNavigation();
  const navigate = useNavigate();
  useKey("g f", () => navigate(paths.fleet));

  return (
    <div className="desk:grid desk:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-ui bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t("nav.skip")}
      </a>
      {desk && (
        <header className="sticky top-0 flex h-dvh flex-col border-r border-line bg-rail p-3">
          <Logo className="mb-5 px-2 pt-2" />
          <nav aria-label={t("nav.main")} className="space-y-0.5">
            {navigation.map((entry) => (
              <NavEntry key={entry.to} {...entry} />
            ))}
          </nav>
          <div className="mt-auto space-y-2">
            {demo && <DemoNote />}
            <MeMenu />
          </div>
        </header>
      )}
      <main id="main" tabIndex={-1} className="min-w-0 pb-20 outline-none desk:pb-0">
        {demo && !desk && <DemoNote />}
        <ErrorBoundary key={pathname} fallback={<ErrorPage />}>
          <Suspense>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      {!desk && (
        <nav
          aria-label={t("nav.main")}
          className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-rail pb-[env(safe-area-inset-bottom)]"
        >
          {navigation.map((entry) => (
            <NavEntry key={entry.to} {...entry} bar />
          ))}
          <MeMenu bar />
        </nav>
      )}
    </div>
  );
}

function DemoNote() {
  const { t } = useTranslation();
  return (
    <p className="border-b border-line bg-attention-soft px-4 py-1.5 text-12 text-attention desk:rounded-ui desk:border-0 desk:px-2.5 desk:py-2">
      {t("demo.note")}
    </p>
  );
}
