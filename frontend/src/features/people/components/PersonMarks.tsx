/** What is particular about a person's account. Nothing, mostly. */
import { Ban, KeyRound, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Person } from "../api/people";

export function PersonMarks({ person }: { person: Person }) {
  const { t } = useTranslation();
  const { disabled, must_change_password, otp_enabled } = person;
  if (!disabled && !must_change_password && !otp_enabled) return null;
  return (
    <span className="inline-flex flex-wrap gap-x-3 gap-y-1">
      {disabled && (
        <span className="inline-flex items-center gap-1 text-attention">
          <Ban aria-hidden className="size-4" />
          {t("people.disabledOne")}
        </span>
      )}
      {!disabled && must_change_password && (
        <span className="inline-flex items-center gap-1 text-muted">
          <KeyRound aria-hidden className="size-4" />
          {t("people.firstPassword")}
        </span>
      )}
      {otp_enabled && (
        <span className="inline-flex items-center gap-1 text-muted">
          <ShieldCheck aria-hidden className="size-4" />
          {t("people.otp")}
        </span>
      )}
    </span>
  );
}
