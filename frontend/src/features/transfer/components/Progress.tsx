/** How far the server has come with the file, in numbers where it tells them. */
import { useTranslation } from "react-i18next";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { useFormat } from "@/i18n/format";
import type { TaskProgress } from "@/realtime/events";

interface Props {
  dryRun: boolean;
  file: File | undefined;
  progress: TaskProgress | undefined;
}

export function Progress({ dryRun, file, progress }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const total = progress?.total ?? 0;
  return (
    <div role="status" className="space-y-2 rounded-ui border border-line p-5">
      <p className="font-medium">
        {dryRun
          ? t("import.checking", { file: file?.name ?? "" })
          : t("import.importing", { file: file?.name ?? "" })}
      </p>
      <ProgressBar
        label={dryRun ? t("import.check") : t("import.submit")}
        value={total > 0 ? (progress?.done ?? 0) : undefined}
        max={total}
      />
      <p className="text-13 text-muted">
        {total > 0
          ? t("import.done", { done: format.number(progress?.done ?? 0), total: format.number(total) })
          : t("import.wait")}
      </p>
    </div>
  );
}
