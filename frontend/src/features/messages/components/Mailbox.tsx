/** What is in the mailbox, or why there is nothing to see. */
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { Button } from "@/components/ui/Button";
import { EmptyState, ErrorState, FormError } from "@/components/ui/States";
import { cx } from "@/lib/cx";
import { useDesk } from "@/lib/useMedia";
import { isNotHere, useMailbox } from "../api/mailbox";
import { MailList } from "./MailList";
import { MailListSkeleton } from "./MailSkeletons";

/** `reading`: a mail is open. */
export function Mailbox({ reading }: { reading: boolean }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const mailbox = useMailbox();
  const { mails, error } = mailbox;

  if (isNotHere(error))
    return (
      <>
        <EmptyState title={t("messages.notHere.title")}>{t("messages.notHere.why")}</EmptyState>
        <Outlet />
      </>
    );
  if (error && !mails) return <ErrorState error={error} onRetry={() => void mailbox.refetch()} />;
  if (mails?.length === 0 && !reading)
    return (
      <>
        <EmptyState title={t("messages.empty.title")}>{t("messages.empty.why")}</EmptyState>
        <Outlet />
      </>
    );
  return (
    <div className="border-t border-line desk:grid desk:grid-cols-[22rem_minmax(0,1fr)]">
      {(desk || !reading) && (
        <div className="min-w-0 desk:min-h-[calc(100dvh-3.5rem)] desk:border-r desk:border-line">
          {mailbox.isRefetchError && (
            <div className="p-3">
              <FormError error={error} />
            </div>
          )}
          {mails ? <MailList mails={mails} /> : <MailListSkeleton />}
          {mailbox.hasNextPage && (
            <Button
              look="quiet"
              className="w-full"
              disabled={mailbox.isFetchingNextPage}
              onClick={() => void mailbox.fetchNextPage()}
            >
              {mailbox.isFetchingNextPage ? t("messages.loading") : t("messages.older")}
            </Button>
          )}
        </div>
      )}
      <div className={cx("min-w-0", desk && "sticky top-0 max-h-dvh self-start overflow-y-auto")}>
        <Outlet />
      </div>
    </div>
  );
}
