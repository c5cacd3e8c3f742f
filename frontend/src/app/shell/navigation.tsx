/** The places one can go to: one list for the rail and the bar. */
import { type LucideIcon, Mail, MonitorSmartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { useMailboxOffered } from "@/features/messages/api/mailbox";
import { cx } from "@/lib/cx";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";

interface Entry {
  to: string;
  name: "nav.fleet" | "nav.messages";
  sign: LucideIcon;
}

const fleet: Entry = { to: paths.fleet, name: "nav.fleet", sign: MonitorSmartphone };
const messages: Entry = { to: paths.messages, name: "nav.messages", sign: Mail };

/** The places for this person, in this installation. */
export function useNavigation(): Entry[] {
  const keepsMail = useMailboxOffered(useMay("notify.manage"));
  return keepsMail ? [fleet, messages] : [fleet];
}

const inRail =
  "flex h-8 items-center gap-2.5 rounded-ui px-2 text-14 text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink";

export const inBar =
  "flex min-h-14 flex-1 flex-col items-center justify-center gap-0.5 text-12 text-muted aria-[current=page]:font-medium aria-[current=page]:text-link";

export function NavEntry({ to, name, sign: Sign, bar = false }: Entry & { bar?: boolean }) {
  const { t } = useTranslation();
  return (
    <NavLink to={to} className={bar ? inBar : inRail}>
      <Sign aria-hidden className={cx("shrink-0", bar ? "size-5" : "size-4")} />
      {t(name)}
    </NavLink>
  );
}
