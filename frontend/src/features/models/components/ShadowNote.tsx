/** A challenger runs beside the version in use and tells nobody: until when. */
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/types";
import { Notice } from "@/components/ui/Notice";
import { useFormat } from "@/i18n/format";

export function ShadowNote({ run }: { run: Pick<Run, "state" | "shadow_until" | "version"> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (run.state !== "shadow" || !run.shadow_until) return null;
  return (
    <Notice look="note">
      {t("run.shadowUntil", { version: run.version ?? "–", time: format.moment(run.shadow_until) })}
    </Notice>
  );
}
