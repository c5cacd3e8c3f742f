/** Labels with QR codes: which kiosks, which sheet, and the PDF to print. The choice is in the address. */
import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Page } from "@/components/layout/Page";
import { Button } from "@/components/ui/Button";
import { Select } from "@/components/ui/Select";
import { ErrorState, FormError } from "@/components/ui/States";
import { MOST_LABELS } from "@/domain/labels";
import { useFormat } from "@/i18n/format";
import { download } from "@/lib/download";
import { useAddressFilters } from "@/lib/useAddressFilters";
import { useKiosks } from "../api/kiosks";
import { useLabels } from "../api/transfer";
import { isSize, parseIds, sheets } from "../model/labels";
import { ChooseKiosks } from "./ChooseKiosks";

export function LabelsPage() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { filters: choice, set } = useAddressFilters(["ids", "size"]);
  const kiosks = useKiosks();
  const print = useLabels();
  const ids = parseIds(choice.ids);
  const size = sheets.find((sheet) => sheet.size === choice.size)?.size ?? sheets[0].size;
  const perSheet = sheets.find((sheet) => sheet.size === size)?.labels ?? 1;

  const submit = () => print.mutate({ ids, size }, { onSuccess: (file) => download(file, t("labels.file")) });

  return (
    <Page name={t("labels.title")} title={<h1 className="text-20 font-semibold">{t("labels.title")}</h1>}>
      <div className="max-w-4xl space-y-5 px-4 pb-10 desk:px-6">
        <p className="max-w-[72ch] text-muted">{t("labels.what")}</p>
        <div className="flex flex-wrap items-end gap-3">
          <Select
            label={t("labels.size")}
            className="min-w-64"
            value={size}
            onChange={(event) => isSize(event.target.value) && set("size", event.target.value)}
          >
            {sheets.map((sheet) => (
              <option key={sheet.size} value={sheet.size}>
                {t("labels.sheet", { size: sheet.size.replace("x", " × "), labels: sheet.labels })}
              </option>
            ))}
          </Select>
          <Button
            look="primary"
            disabled={ids.length === 0 || ids.length > MOST_LABELS || print.isPending}
            onClick={submit}
          >
            <Printer aria-hidden className="size-4" />
            {print.isPending ? t("labels.working") : t("labels.print")}
          </Button>
          <p role="status" className="basis-full text-13 text-muted">
            {ids.length > MOST_LABELS
              ? t("labels.tooMany", { most: number(MOST_LABELS) })
              : t("labels.chosen", {
                  labels: number(ids.length),
                  pages: number(Math.ceil(ids.length / perSheet)),
                })}
            {print.isSuccess && ` ${t("labels.done")}`}
          </p>
        </div>
        <FormError error={print.error} />
        {kiosks.error && !kiosks.data ? (
          <ErrorState error={kiosks.error} onRetry={() => void kiosks.refetch()} />
        ) : (
          <ChooseKiosks kiosks={kiosks.data} chosen={ids} onChoose={(next) => set("ids", next.join(","))} />
        )}
      </div>
    </Page>
  );
}
