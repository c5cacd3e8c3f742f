/** Its course in figures: start, peak, end, how rare, and who knew the kiosk how well. */
import { useTranslation } from "react-i18next";
import type { IncidentDetail } from "@/api/types";
import { MaturityMark } from "@/components/insight/MaturityMark";
import { Probability } from "@/components/insight/Probability";
import { Fact, Facts } from "@/components/ui/Facts";
import { useFormat } from "@/i18n/format";
import { Lasted } from "./Lasted";

export function Course({ incident }: { incident: IncidentDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const time = (at: string) => (
    <time dateTime={at} title={format.full(at)}>
      {format.moment(at)}
    </time>
  );
  return (
    <Facts className="mt-4">
      <Fact name={t("incident.start")}>{time(incident.started_at)}</Fact>
      <Fact name={t("incident.peak")}>{time(incident.peak_at)}</Fact>
      <Fact name={t("incident.end")}>
        {incident.ended_at ? time(incident.ended_at) : t("incident.notYet")}
      </Fact>
      <Fact name={t("incident.column.lasted")}>
        <Lasted incident={incident} />
      </Fact>
      <Fact name={t("incident.column.probability")}>
        <Probability of={incident.peak_probability} />
      </Fact>
      <Fact name={t("incident.column.maturity")}>
        <MaturityMark maturity={incident.maturity} />
      </Fact>
      <Fact name={t("incident.foundBy")}>
        {incident.model_version === null
          ? t("incident.byLimits")
          : t("incident.byModel", { version: incident.model_version })}
      </Fact>
    </Facts>
  );
}
