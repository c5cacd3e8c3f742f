/** The template to fill in, and the kiosks there are as a file that an import takes back. */
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { FormError } from "@/components/ui/States";
import { download } from "@/lib/download";
import { useExport } from "../api/transfer";
import { template } from "../model/files";

export function Downloads() {
  const { t } = useTranslation();
  const all = useExport();
  return (
    <div className="flex flex-wrap items-center gap-2">
      <FormError error={all.error} />
      <Button onClick={() => download(template(), t("import.templateFile"))}>
        <Download aria-hidden className="size-4 text-muted" />
        {t("import.template")}
      </Button>
      <Button
        disabled={all.isPending}
        onClick={() => all.mutate({}, { onSuccess: (file) => download(file, t("import.exportFile")) })}
      >
        <Download aria-hidden className="size-4 text-muted" />
        {all.isPending ? t("import.exporting") : t("import.export")}
      </Button>
    </div>
  );
}
