/** What the server says in both languages, in the person's. */
import { useTranslation } from "react-i18next";
import type { Said } from "@/api/types";
import type { Language } from "@/i18n";

export function useSaid(): (said: Said) => string {
  const { i18n } = useTranslation();
  return (said) => said[i18n.language as Language];
}
