/** The rail at the desk: where one can go, then who one is. */
import { Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Logo } from "@/components/layout/Logo";
import { useConfig } from "@/config";
import { DemoNote } from "./DemoNote";
import { MeMenu } from "./MeMenu";
import { NavEntry, type Place } from "./navigation";

interface Props {
  places: Place[];
  onCommand: () => void;
}

const groups = ["work", "administration"] as const;

export function Rail({ places, onCommand }: Props) {
  const { t } = useTranslation();
  const { demo } = useConfig();
  return (
    <header className="sticky top-0 flex h-dvh flex-col overflow-y-auto border-r border-line bg-rail p-3">
      <Logo className="mb-4 px-2 pt-2" />
      <button
        type="button"
        onClick={onCommand}
        aria-keyshortcuts="Control+K Meta+K"
        className="mb-4 flex h-8 items-center gap-2 rounded-ui border border-line bg-raised px-2 text-13 text-muted hover:text-ink"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="min-w-0 grow truncate text-left">{t("palette.open")}</span>
        <kbd aria-hidden className="font-sans text-12 whitespace-nowrap">
          {isMac ? "⌘K" : "Ctrl K"}
        </kbd>
      </button>
      <nav aria-label={t("nav.main")} className="space-y-4">
        {groups.map((group) => {
          const inGroup = places.filter((place) => place.group === group);
          if (inGroup.length === 0) return null;
          return (
            <div key={group}>
              {group === "administration" && (
                <p className="px-2 pb-1 text-12 text-muted">{t("nav.administration")}</p>
              )}
              <ul className="space-y-0.5">
                {inGroup.map((place) => (
                  <li key={place.to}>
                    <NavEntry {...place} inside="rail" />
                  </li>
                ))}
              </ul>
            </div>
          );
        })}
      </nav>
      <div className="mt-auto space-y-2 pt-4">
        {demo && <DemoNote />}
        <MeMenu places={[]} />
      </div>
    </header>
  );
}

const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);
