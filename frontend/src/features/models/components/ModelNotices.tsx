/** What to mind about a model: it is not trained yet, or the version that should serve cannot. */
import { useTranslation } from "react-i18next";
import type { Model } from "@/api/types";
import { Notice } from "@/components/ui/Notice";
import { useFormat } from "@/i18n/format";

export function ModelNotices({ model }: { model: Model }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { refused, champion } = model;
  const reason = (code: string) => {
    const key = `model.refusal.${code}`;
    return i18n.exists(key) ? t(key as "model.refusal.missing") : code;
  };
  return (
    <>
      {refused && (
        <Notice look="attention">
          {t("model.refused", {
            version: refused.version,
            why: reason(refused.code),
            time: format.moment(refused.at),
          })}{" "}
          {refused.serving === null
            ? t("model.servingNone")
            : t("model.serving", { version: refused.serving })}
        </Notice>
      )}
      {!champion && <Notice look="note">{t("model.untrained")}</Notice>}
    </>
  );
}
