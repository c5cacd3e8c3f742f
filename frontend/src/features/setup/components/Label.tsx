/** The QR code of the kiosk's label: to see, to save, to print. */
import { Download, Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { Button, ButtonLink } from "@/components/ui/Button";
import { CopyField } from "@/components/ui/CopyField";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useConfig } from "@/config";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";
import { type QrFormat, useObjectUrl, useQr } from "../api/qr";
import { Section } from "./Section";

export function Label({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  const { public_url } = useConfig();
  const mayPrint = useMay("kiosks.write");
  const { data, error, refetch } = useQr(kiosk.id, "svg");
  const image = useObjectUrl(data);
  return (
    <Section title={t("setup.label.title")}>
      <div className="space-y-4">
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : image ? (
          // White in both themes: cameras want it so.
          <img
            src={image}
            alt={t("setup.label.alt", { name: kiosk.name })}
            className="size-52 rounded-ui border border-line bg-white"
          />
        ) : (
          <Skeleton className="size-52" />
        )}
        <CopyField label={t("setup.label.address")} text={`${public_url}${paths.byCode(kiosk.code)}`} />
        <div className="flex flex-wrap gap-2">
          <DownloadQr kiosk={kiosk} format="svg" />
          <DownloadQr kiosk={kiosk} format="png" />
          {mayPrint && (
            <ButtonLink to={`${paths.labels}?ids=${kiosk.id}`}>
              <Printer aria-hidden className="size-4 text-muted" />
              {t("setup.label.print")}
            </ButtonLink>
          )}
        </div>
      </div>
    </Section>
  );
}

function DownloadQr({ kiosk, format }: { kiosk: Kiosk; format: QrFormat }) {
  const { t } = useTranslation();
  const { refetch, isFetching } = useQr(kiosk.id, format, false);
  const save = async () => {
    const { data } = await refetch();
    if (!data) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(data);
    link.download = `${kiosk.code}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
  };
  return (
    <Button disabled={isFetching} onClick={() => void save()} aria-label={t("setup.label.save", { format })}>
      <Download aria-hidden className="size-4 text-muted" />
      {format.toUpperCase()}
    </Button>
  );
}
