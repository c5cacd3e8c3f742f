/** How far recent values have moved from those of the champion's training, metric by metric. */
import { useTranslation } from "react-i18next";
import { useFeatureName } from "@/components/insight/useFeatureName";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useFormat } from "@/i18n/format";
import { useDrift } from "../api/models";
import { DriftMark } from "./DriftMark";
import { Section } from "./Section";

export function Drift({ name }: { name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const featureName = useFeatureName();
  const { data, error, refetch } = useDrift(name);

  const content = () => {
    if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} compact />;
    if (!data) return <Skeleton className="mt-3 h-32" />;
    if (!data.at) return <p className="mt-3 text-13 text-muted">{t("drift.none")}</p>;
    const items = data.items.toSorted(
      (a, b) => Number(b.drifted) - Number(a.drifted) || (b.psi ?? 0) - (a.psi ?? 0),
    );
    return (
      <>
        <p className="mt-3 flex flex-wrap gap-x-4 text-13">
          <DriftMark drifted={data.drifted} />
          <span className="text-muted">
            {t("drift.at", { time: format.moment(data.at), version: data.version ?? "–" })}
          </span>
        </p>
        <table className="mt-2 w-full max-w-3xl text-13">
          <thead>
            <tr className="text-12 text-muted [&>th]:h-9 [&>th]:font-normal">
              <th scope="col" className="text-left">
                {t("incident.metric")}
              </th>
              <th scope="col" className="text-right">
                {t("drift.psi")}
              </th>
              <th scope="col" className="pl-4 text-left">
                {t("drift.mean")}
              </th>
              <th scope="col" className="pl-4 text-left">
                {t("drift.verdict")}
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.metric} className="border-t border-line [&>*]:h-9">
                <th scope="row" className="text-left font-normal">
                  {item.metric === "score" ? t("drift.score") : featureName(item.metric)}
                </th>
                <td className="text-right">{item.psi === null ? "–" : format.number(item.psi, 2)}</td>
                <td className="pl-4">{t(item.adwin ? "drift.changed" : "drift.same")}</td>
                <td className="pl-4">
                  <DriftMark drifted={item.drifted} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </>
    );
  };

  return (
    <Section title={t("model.drift")} note={t("drift.why")}>
      {content()}
    </Section>
  );
}
