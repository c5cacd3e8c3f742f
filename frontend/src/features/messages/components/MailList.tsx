/** The mails, newest first: to whom, about what, when. */
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import type { Mail } from "@/api/types";
import { When } from "@/components/ui/When";
import { paths } from "@/paths";

export function MailList({ mails }: { mails: Mail[] }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("messages.list")}>
      {mails.map((mail) => (
        <li key={mail.id} className="border-b border-line">
          <NavLink
            to={paths.mail(mail.id)}
            className="block px-4 py-3 hover:bg-sunken focus-visible:-outline-offset-2 aria-[current=page]:bg-sunken desk:py-2 desk:pl-6"
          >
            <span className="flex items-baseline justify-between gap-3">
              <span className="truncate text-13 text-muted">{mail.to}</span>
              <span className="text-12 whitespace-nowrap text-muted">
                <When at={mail.received_at} />
              </span>
            </span>
            <span className="block truncate font-medium">{mail.subject || t("messages.noSubject")}</span>
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
