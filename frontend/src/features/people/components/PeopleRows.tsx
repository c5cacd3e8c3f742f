/** One line a person: name, role, state. */
import { useTranslation } from "react-i18next";
import { NavLink, useLocation } from "react-router";
import { useRoleName } from "@/i18n/roles";
import { paths } from "@/paths";
import { useUser } from "@/session/SessionContext";
import type { Person } from "../api/people";
import { PersonMarks } from "./PersonMarks";

interface Props {
  people: Person[];
  /** Whose panel is beside the list. */
  open: number | undefined;
}

export function PeopleRows({ people, open }: Props) {
  const { t } = useTranslation();
  const { search } = useLocation();
  const roleName = useRoleName();
  const me = useUser()?.id;
  return (
    <ul aria-label={t("people.title")} className="border-t border-line">
      {people.map((person) => (
        <li key={person.id} className="border-b border-line">
          <NavLink
            to={{ pathname: paths.person(person.id), search }}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 px-4 py-3 hover:bg-sunken focus-visible:-outline-offset-2 aria-[current=page]:bg-sunken desk:min-h-11 desk:grid-cols-[minmax(0,2fr)_minmax(0,1fr)_minmax(0,1fr)] desk:px-6 desk:py-1.5"
          >
            <span className="min-w-0">
              <span className="block truncate font-medium">
                {person.name || person.username}
                {person.id === me && <span className="font-normal text-muted"> · {t("people.you")}</span>}
              </span>
              <span className="block truncate text-12 text-muted">
                {[person.username, open === undefined && person.email].filter(Boolean).join(" · ")}
              </span>
            </span>
            <span className="text-right text-13 text-muted desk:text-left">{roleName(person.role)}</span>
            <span className="col-span-2 text-13 empty:hidden desk:col-span-1 desk:text-right">
              <PersonMarks person={person} />
            </span>
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
