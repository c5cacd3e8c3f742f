/** The frame around every page: a rail at the desk, a bar under the thumb on a phone. */
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Outlet, useLocation } from "react-router";
import { useConfig } from "@/config";
import { useCommandKey, useKey } from "@/lib/useKey";
import { useDesk } from "@/lib/useMedia";
import { ErrorBoundary } from "../ErrorBoundary";
import { ErrorPage } from "../pages/ErrorPage";
import { DemoNote } from "./DemoNote";
import { Jump } from "./Jump";
import { MeMenu } from "./MeMenu";
import { NavEntry, useNavigation } from "./navigation";
import { OfflineNote } from "./OfflineNote";
import { Rail } from "./Rail";
import { UpdateNote } from "./UpdateNote";

const CommandPalette = lazy(async () => ({
  default: (await import("../palette/CommandPalette")).CommandPalette,
}));
const KeyboardHelp = lazy(async () => ({ default: (await import("./KeyboardHelp")).KeyboardHelp }));

export function Shell() {
  const { t } = useTranslation();
  const { demo } = useConfig();
  const { pathname } = useLocation();
  const desk = useDesk();
  const places = useNavigation();
  const [over, setOver] = useState<"palette" | "help">();
  const openPalette = () => setOver("palette");
  useCommandKey("k", openPalette);
  useKey("?", () => setOver("help"));
  // A page with a search field of its own listens itself.
  useKey("/", () => {
    if (!document.querySelector("[aria-keyshortcuts='/']")) openPalette();
  });

  return (
    <div className="desk:grid desk:grid-cols-[13rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-ui bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t("nav.skip")}
      </a>
      {places.map((place) => (
        <Jump key={place.to} keys={place.keys} to={place.to} />
      ))}
      {desk && <Rail places={places} onCommand={openPalette} />}
      <main id="main" tabIndex={-1} className="min-w-0 pb-20 outline-none desk:pb-0">
        {demo && !desk && <DemoNote />}
        <OfflineNote />
        <ErrorBoundary place={pathname} fallback={<ErrorPage />}>
          <Suspense>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <UpdateNote />
      {!desk && (
        <nav
          aria-label={t("nav.main")}
          className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-rail pb-[env(safe-area-inset-bottom)]"
        >
          {places
            .filter(({ bar }) => bar)
            .map((place) => (
              <NavEntry key={place.to} {...place} inside="bar" />
            ))}
          <MeMenu bar places={places.filter(({ bar }) => !bar)} />
        </nav>
      )}
      <Suspense>
        {over === "palette" && (
          <CommandPalette places={places} onHelp={() => setOver("help")} onClose={() => setOver(undefined)} />
        )}
        {over === "help" && <KeyboardHelp places={places} onClose={() => setOver(undefined)} />}
      </Suspense>
    </div>
  );
}
