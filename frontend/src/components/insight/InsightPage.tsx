/** The frame of every view of insight: its title, and the ways to the others. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { Page } from "@/components/layout/Page";
import { paths } from "@/paths";
import { useFindings } from "./useFindings";

const views = [
  ["risk", paths.insight],
  ["incidents", paths.incidents],
  ["outlook", paths.outlook],
  ["recommendations", paths.recommendations],
  ["models", paths.models],
] as const;

export type View = (typeof views)[number][0];

interface Props {
  view: View;
  children: ReactNode;
}

export function InsightPage({ view, children }: Props) {
  const { t } = useTranslation();
  useFindings();
  return (
    <Page
      name={t(`insight.view.${view}`)}
      title={<h1 className="text-20 font-semibold">{t("insight.title")}</h1>}
    >
      <nav
        aria-label={t("insight.views")}
        className="flex gap-5 overflow-x-auto border-b border-line px-4 desk:px-6"
      >
        {views.map(([name, to]) => (
          <NavLink
            key={name}
            to={to}
            end={name === "risk"}
            className="pressable inline-flex items-center border-b-2 border-transparent text-14 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-ink"
          >
            {t(`insight.view.${name}`)}
          </NavLink>
        ))}
      </nav>
      {children}
    </Page>
  );
}
