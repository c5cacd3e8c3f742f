/** Why a kiosk did not become one's own, and who could change that. */
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Notice } from "@/components/ui/Notice";
import { FormError } from "@/components/ui/States";

export function ClaimError({ error }: { error: unknown }) {
  const { t } = useTranslation();
  if (error instanceof Problem && error.code === "kiosk_assigned_to_other")
    return (
      <Notice look="attention" announce>
        <p>{error.message}</p>
        <p className="mt-1">{t("scan.whoReassigns")}</p>
      </Notice>
    );
  return <FormError error={error} />;
}
