/** What was done, in words; an action this app does not know yet by its own name. */
import { useTranslation } from "react-i18next";

export function useActionName(): (action: string) => string {
  const { t, i18n } = useTranslation();
  return (action) => {
    const key = `auditAction.${action}`;
    return i18n.exists(key) ? t(key as "auditAction.login.failed") : action;
  };
}
