/** Who it was: "you", a name, or a number for who may not know the others. */
import { useTranslation } from "react-i18next";
import { usePersonName } from "@/api/people";
import { useUser } from "@/session/SessionContext";

export function PersonName({ id }: { id: number }) {
  const { t } = useTranslation();
  const self = useUser()?.id === id;
  const name = usePersonName(self ? null : id);
  return <>{self ? t("insight.you") : (name ?? t("insight.person", { id }))}</>;
}
