/** One mail. Its text is only ever text: what came as HTML is shown as it is written, never carried out. */
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { EmptyState, ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { useMail } from "../api/mailbox";
import { pieces } from "../model/links";
import { MailSkeleton } from "./MailSkeletons";

export function MailReader({ id }: { id: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: mail, error, refetch } = useMail(id);

  if (error instanceof Problem && error.status === 404)
    return <EmptyState title={t("messages.gone.title")}>{t("messages.gone.why")}</EmptyState>;
  if (error && !mail) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!mail) return <MailSkeleton />;
  return (
    <article className="px-4 py-5 desk:px-6">
      <h2 className="text-16 font-semibold break-words">{mail.subject || t("messages.noSubject")}</h2>
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 border-b border-line pb-4 text-13">
        <dt className="text-muted">{t("messages.from")}</dt>
        <dd className="break-words">{mail.sender}</dd>
        <dt className="text-muted">{t("messages.to")}</dt>
        <dd className="break-words">{mail.to}</dd>
        <dt className="text-muted">{t("messages.when")}</dt>
        <dd>
          <time dateTime={mail.received_at}>{format.full(mail.received_at)}</time>
        </dd>
      </dl>
      {mail.body ? (
        <p className="mt-4 max-w-[72ch] break-words whitespace-pre-wrap">
          {pieces(mail.body).map(({ at, text, link }) =>
            link ? (
              <a
                key={at}
                href={text}
                target="_blank"
                rel="noopener noreferrer"
                className="text-link underline"
              >
                {text}
              </a>
            ) : (
              text
            ),
          )}
        </p>
      ) : (
        <p className="mt-4 text-muted">{t("messages.noText")}</p>
      )}
    </article>
  );
}
