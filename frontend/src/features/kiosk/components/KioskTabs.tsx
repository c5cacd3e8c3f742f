/** The sections of a kiosk, each with an address of its own. */
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { paths } from "@/paths";

const tabs = [
  ["now", paths.kiosk],
  ["history", paths.history],
  ["sales", paths.sales],
  ["setup", paths.setup],
] as const;

/** `state`: the way back to the list, kept over the tabs. */
export function KioskTabs({ id, state }: { id: number; state: unknown }) {
  const { t } = useTranslation();
  return (
    <nav
      aria-label={t("kiosk.tabs")}
      className="flex gap-5 overflow-x-auto border-b border-line px-4 desk:px-6"
    >
      {tabs.map(([name, path]) => (
        <NavLink
          key={name}
          to={path(id)}
          state={state}
          end={name === "now"}
          className="pressable inline-flex items-center border-b-2 border-transparent text-14 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {t(`kiosk.tab.${name}`)}
        </NavLink>
      ))}
    </nav>
  );
}
