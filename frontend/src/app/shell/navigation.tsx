/** The places one can go to: one list for the rail, the bar, the keyboard and the command palette. */
import {
  Activity,
  type LucideIcon,
  Mail,
  MonitorSmartphone,
  Radar,
  ScanLine,
  ScrollText,
  ShieldCheck,
  Users,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useMailboxOffered } from "@/features/messages/api/mailbox";
import { cx } from "@/lib/cx";
import { paths } from "@/paths";
import { useMay, useUser } from "@/session/SessionContext";

export interface Place {
  to: string;
  name:
    | "nav.fleet"
    | "nav.scan"
    | "nav.insight"
    | "nav.messages"
    | "nav.people"
    | "nav.roles"
    | "nav.audit"
    | "nav.status";
  sign: LucideIcon;
  /** The keys that jump there. */
  keys: string;
  group: "work" | "administration";
  /** Who may go there; everybody where it says nothing. */
  permission?: string;
  /** In the bar of a phone; the others are behind "more". */
  bar?: boolean;
}

const messages = "nav.messages";

const places: Place[] = [
  { to: paths.fleet, name: "nav.fleet", sign: MonitorSmartphone, keys: "g f", group: "work", bar: true },
  { to: paths.scan, name: "nav.scan", sign: ScanLine, keys: "g s", group: "work", bar: true },
  {
    to: paths.insight,
    name: "nav.insight",
    sign: Radar,
    keys: "g i",
    group: "work",
    permission: "ai.read",
  },
  {
    to: paths.people,
    name: "nav.people",
    sign: Users,
    keys: "g p",
    group: "administration",
    permission: "users.manage",
  },
  {
    to: paths.roles,
    name: "nav.roles",
    sign: ShieldCheck,
    keys: "g r",
    group: "administration",
    permission: "roles.manage",
  },
  {
    to: paths.audit,
    name: "nav.audit",
    sign: ScrollText,
    keys: "g l",
    group: "administration",
    permission: "audit.read",
  },
  {
    to: paths.messages,
    name: messages,
    sign: Mail,
    keys: "g m",
    group: "administration",
    permission: "notify.manage",
  },
  { to: paths.status, name: "nav.status", sign: Activity, keys: "g t", group: "administration" },
];

/** The places for this person, in this installation. */
export function useNavigation(): Place[] {
  const keepsMail = useMailboxOffered(useMay("notify.manage"));
  const permissions = useUser()?.permissions ?? [];
  return places.filter(
    ({ name, permission }) =>
      (!permission || permissions.includes(permission)) && (name !== messages || keepsMail),
  );
}

const inRail =
  "flex h-8 items-center gap-2.5 rounded-ui px-2 text-14 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink";

export const inBar =
  "flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-12 text-muted aria-[current=page]:font-medium aria-[current=page]:text-link";

export function NavEntry({ to, name, sign: Sign, keys, inside }: Place & { inside: "rail" | "bar" }) {
  const { t } = useTranslation();
  const bar = inside === "bar";
  return (
    <NavLink to={to} aria-keyshortcuts={keys} className={bar ? inBar : inRail}>
      <Sign aria-hidden className={cx("shrink-0", bar ? "size-5" : "size-4")} />
      {t(name)}
    </NavLink>
  );
}
