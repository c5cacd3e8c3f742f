/** The people who may sign in: the list, and beside it, or on a phone instead of it, one of them. */
import { ChevronLeft, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useLocation, useMatch } from "react-router";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { useDesk } from "@/lib/useMedia";
import { paths } from "@/paths";
import { PeopleList } from "./PeopleList";
import { PersonPanel } from "./PersonPanel";

export function PeoplePage() {
  const { t } = useTranslation();
  const desk = useDesk();
  const { search } = useLocation();
  const adding = useMatch(paths.newPerson);
  const match = useMatch(paths.person(":id"));
  const open = match && !adding ? Number(match.params.id) : undefined;
  const instead = open !== undefined && !desk;
  return (
    <Page
      // Where a person takes the place of the list, that is another page.
      key={instead ? open : "list"}
      name={t("people.title")}
      title={
        instead ? (
          <Link
            to={{ pathname: paths.people, search }}
            className="pressable -ml-1 inline-flex items-center gap-1 text-13 text-muted hover:text-ink"
          >
            <ChevronLeft aria-hidden className="size-4" />
            {t("people.title")}
          </Link>
        ) : (
          <h1 className="text-20 font-semibold">{t("people.title")}</h1>
        )
      }
      actions={
        !instead && (
          <ButtonLink look="primary" to={{ pathname: paths.newPerson, search }}>
            <Plus aria-hidden className="size-4" />
            {t("people.add")}
          </ButtonLink>
        )
      }
    >
      <div
        className={
          open !== undefined && desk ? "grid grid-cols-[minmax(0,1fr)_24rem] border-t border-line" : ""
        }
      >
        {!instead && (
          <div className="min-w-0">
            <PeopleList open={open} />
          </div>
        )}
        {open !== undefined && (
          <aside
            aria-label={t("people.person")}
            className="desk:sticky desk:top-0 desk:max-h-dvh desk:self-start desk:overflow-y-auto desk:border-l desk:border-line"
          >
            <PersonPanel key={open} id={open} heading={instead ? "h1" : "h2"} />
          </aside>
        )}
      </div>
      <Outlet />
    </Page>
  );
}
