/** Kiosks from a file, in two steps: a look that changes nothing and says what would happen, then the import. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isFinal } from "@/api/problem";
import { Page } from "@/components/layout/Page";
import { Button } from "@/components/ui/Button";
import { FormError } from "@/components/ui/States";
import { newId } from "@/lib/newId";
import { useRooms, useTaskProgress } from "@/realtime/hooks";
import { useUser } from "@/session/SessionContext";
import { useImport } from "../api/transfer";
import { ChooseFile } from "./ChooseFile";
import { Downloads } from "./Downloads";
import { Progress } from "./Progress";
import { Report } from "./Report";

export function ImportPage() {
  const { t } = useTranslation();
  const me = useUser()?.id;
  const [file, setFile] = useState<File>();
  const [task, setTask] = useState<string>();
  const work = useImport();
  const progress = useTaskProgress(task);
  useRooms(me === undefined ? [] : [`user:${me}`]);

  const run = (chosen: File, dryRun: boolean) => {
    const name = newId();
    setFile(chosen);
    setTask(name);
    work.mutate({ file: chosen, dryRun, task: name });
  };
  const failed = work.error && !isFinal(work.error) ? work.variables : undefined;
  const again = () => {
    setFile(undefined);
    work.reset();
  };

  return (
    <Page
      name={t("import.title")}
      title={<h1 className="text-20 font-semibold">{t("import.title")}</h1>}
      actions={<Downloads />}
    >
      <div className="max-w-4xl space-y-5 px-4 pb-10 desk:px-6">
        {!work.data && !work.isPending && (
          <>
            <p className="max-w-[72ch] text-muted">{t("import.what")}</p>
            <FormError error={work.error} />
            {failed && (
              // Under the same name: what was imported, and only its answer lost, is not imported again.
              <Button look="primary" onClick={() => work.mutate(failed)}>
                {t("import.tryAgain", { file: failed.file.name })}
              </Button>
            )}
            <ChooseFile onChoose={(chosen) => run(chosen, true)} />
          </>
        )}
        {work.isPending && <Progress dryRun={work.variables.dryRun} file={file} progress={progress} />}
        {work.data && file && (
          <Report report={work.data} file={file} onImport={() => run(file, false)} onAgain={again} />
        )}
      </div>
    </Page>
  );
}
