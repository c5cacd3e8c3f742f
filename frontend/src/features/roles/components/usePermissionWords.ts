/** What a permission lets one do, in words; one that this app does not know yet by its own name. */
import { useTranslation } from "react-i18next";

export function usePermissionWords() {
  const { t, i18n } = useTranslation();
  const words = (key: string, otherwise: string) =>
    i18n.exists(key) ? t(key as "permission.kiosks.write") : otherwise;
  return {
    wordsOf: (permission: string) => words(`permission.${permission}`, permission),
    groupName: (group: string) => words(`permissionGroup.${group}`, group),
  };
}
