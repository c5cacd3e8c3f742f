/** What a role is called: built-in ones in the person's language, others as they were named. */
import { useTranslation } from "react-i18next";

export function useRoleName(): (role: string) => string {
  const { t, i18n } = useTranslation();
  return (role) => (i18n.exists(`role.${role}`) ? t(`role.${role}` as "role.admin") : role);
}
