/** What was done with the versions, newest first. */
import { useTranslation } from "react-i18next";
import type { Model } from "@/api/types";
import { PersonName } from "@/components/insight/PersonName";
import { useFormat } from "@/i18n/format";
import { Section } from "./Section";

export function Changes({ model: { history } }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const reasonOf = (reason: string) => {
    const key = `change.reason.${reason}`;
    return i18n.exists(key) ? t(key as "change.reason.by_hand") : reason;
  };
  if (history.length === 0) return null;
  return (
    <Section title={t("change.title")}>
      <ul>
        {history.map((change) => (
          <li
            key={change.id}
            className="flex flex-wrap items-center gap-x-6 gap-y-1 border-b border-line py-2 text-13 desk:min-h-9 desk:py-1"
          >
            <span className="w-28 text-muted">{format.moment(change.at)}</span>
            <span className="font-medium">
              {t(`change.action.${change.action}`, { version: change.version })}
            </span>
            {change.previous !== null && (
              <span className="text-muted">{t("change.before", { version: change.previous })}</span>
            )}
            <span className="text-muted">
              {change.actor === null ? t("change.cycle") : <PersonName id={change.actor} />}
            </span>
            <span className="text-muted">{reasonOf(change.reason)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
