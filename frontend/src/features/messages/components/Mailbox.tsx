/** What is in the mailbox, or why there is nothing to see. */
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { EmptyState, ErrorState, FormError } from "@/components/ui/States";
import { useDesk } from "@/lib/useMedia";
import { isNotHere, useMailbox } from "../api/mailbox";
import { MailList } from "./MailList";
import { MailReader } from "./MailReader";
import { MailListSkeleton } from "./MailSkeletons";

/** `open`: the mail that is read. */
export function Mailbox({ open }: { open: number | undefined }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const mailbox = useMailbox();
  const { mails, error } = mailbox;

  if (isNotHere(error))
    return <EmptyState title={t("messages.notHere.title")}>{t("messages.notHere.why")}</EmptyState>;
  if (error && !mails) return <ErrorState error={error} onRetry={() => void mailbox.refetch()} />;
  if (mails?.length === 0 && open === undefined)
    return <EmptyState title={t("messages.empty.title")}>{t("messages.empty.why")}</EmptyState>;

  const list = (
    <>
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
    </>
  );
  const mail = open !== undefined && <MailReader key={open} id={open} />;
  if (!desk) return <div className="border-t border-line">{mail || list}</div>;
  return (
    <div className="grid grid-cols-[22rem_minmax(0,1fr)] border-t border-line">
      <div className="min-h-[calc(100dvh-3.5rem)] min-w-0 border-r border-line">{list}</div>
      <div className="sticky top-0 max-h-dvh min-w-0 self-start overflow-y-auto">
        {mail || (mails && <EmptyState title={t("messages.choose")} />)}
      </div>
    </div>
  );
}
