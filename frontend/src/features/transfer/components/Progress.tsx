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
  // Each row has two steps: it is checked, then kept.
  const rows = (progress?.total ?? 0) / 2;
  const steps = progress?.done ?? 0;
  const phase = progress?.phase === "storing" ? "storing" : "checking";
  const done = Math.min(phase === "storing" ? steps - rows : steps, rows);
  return (
    <div role="status" className="space-y-2 rounded-ui border border-line p-5">
      <p className="font-medium">
        {dryRun
          ? t("import.checking", { file: file?.name ?? "" })
          : t("import.importing", { file: file?.name ?? "" })}
      </p>
      <ProgressBar
        label={dryRun ? t("import.check") : t("import.submit")}
        value={rows > 0 ? done : undefined}
        max={rows}
      />
      <p className="text-13 text-muted">
        {rows > 0
          ? t(`import.phase.${phase}`, { done: format.number(done), total: format.number(rows) })
          : t("import.wait")}
      </p>
    </div>
  );
}
