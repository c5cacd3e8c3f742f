/** The mail that this system has sent to itself: the list, and beside it, or on a phone instead of it, one mail. */
import { ChevronLeft, Send } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, Outlet, useMatch } from "react-router";
import { Page } from "@/components/layout/Page";
import { ButtonLink } from "@/components/ui/Button";
import { useDesk } from "@/lib/useMedia";
import { paths } from "@/paths";
import { Mailbox } from "./Mailbox";

export function MessagesPage() {
  const { t } = useTranslation();
  const desk = useDesk();
  const test = useMatch(paths.testMail);
  const mail = useMatch(paths.mail(":id"));
  const open = test || !mail ? undefined : Number(mail.params.id);
  /** On a phone the mail takes the place of the list. */
  const instead = open !== undefined && !desk;

  return (
    <Page
      key={instead ? open : "list"}
      name={t("messages.title")}
      title={
        instead ? (
          <Link
            to={paths.messages}
            className="pressable -ml-1 inline-flex items-center gap-1 text-13 text-muted hover:text-ink"
          >
            <ChevronLeft aria-hidden className="size-4" />
            {t("messages.title")}
          </Link>
        ) : (
          <h1 className="text-20 font-semibold">{t("messages.title")}</h1>
        )
      }
      actions={
        !instead && (
          <ButtonLink look="primary" to={paths.testMail}>
            <Send aria-hidden className="size-4" />
            {t("messages.test.open")}
          </ButtonLink>
        )
      }
    >
      <Mailbox open={open} />
      <Outlet />
    </Page>
  );
}
