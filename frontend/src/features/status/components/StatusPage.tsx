/** Whether the system works, looked at again every few seconds. */
import { useTranslation } from "react-i18next";
import { Page } from "@/components/layout/Page";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { ToneIcon, toneText } from "@/components/ui/ToneIcon";
import { useConfig } from "@/config";
import type { Tone } from "@/domain/condition";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useSince, useStatus } from "../api/status";

const tones: Record<string, Tone> = { ready: "good", not_ready: "attention", away: "critical" };

export function StatusPage() {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { version } = useConfig();
  const { data, error, refetch } = useStatus();
  const since = useSince(data?.services, data?.at ?? 0);
  const word = (key: string, otherwise: string) =>
    i18n.exists(key) ? t(key as "services.state.ready") : otherwise;

  const content = () => {
    if (!data)
      return error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton className="h-64" />
      );
    const services = Object.entries(data.services);
    const missing = services.filter(([, state]) => state !== "ready").length;
    const overall: Tone = error ? "unknown" : missing === 0 ? "good" : "critical";
    return (
      <>
        <p role="status" className={cx("flex items-center gap-2 text-16 font-semibold", toneText[overall])}>
          <ToneIcon tone={overall} className="size-5!" />
          {error
            ? t("services.lost")
            : missing === 0
              ? t("services.allGood")
              : t("services.some", { count: missing })}
        </p>
        {error && <Notice look="attention">{t("services.asOf", { time: format.time(data.at) })}</Notice>}
        <ul className="divide-y divide-line border-y border-line">
          {services.map(([name, state]) => {
            const tone = tones[state] ?? "unknown";
            const from = since.get(name);
            return (
              <li key={name} className="flex min-h-12 items-center gap-3 py-2">
                <span className="min-w-0 grow">
                  <span className="block font-medium">{word(`services.name.${name}`, name)}</span>
                  <span className="block text-12 text-muted">{word(`services.what.${name}`, name)}</span>
                </span>
                <span className="text-right">
                  <span className={cx("inline-flex items-center gap-1.5", toneText[tone])}>
                    <ToneIcon tone={tone} />
                    {word(`services.state.${state}`, state)}
                  </span>
                  {from !== undefined && (
                    <span className="block text-12 text-muted">
                      {t("services.since", { time: format.time(from) })}
                    </span>
                  )}
                </span>
              </li>
            );
          })}
        </ul>
        <p className="text-12 text-muted">
          {t("services.checked", { time: format.time(data.at) })} · Admin Kiosk {version}
        </p>
      </>
    );
  };

  return (
    <Page name={t("services.title")} title={<h1 className="text-20 font-semibold">{t("services.title")}</h1>}>
      <div className="max-w-2xl space-y-4 px-4 pb-10 desk:px-6">{content()}</div>
    </Page>
  );
}
