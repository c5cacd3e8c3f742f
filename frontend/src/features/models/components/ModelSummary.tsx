/** One model at a glance; the whole leads to its page. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Model } from "@/api/types";
import { Fact, Facts } from "@/components/ui/Facts";
import { When } from "@/components/ui/When";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";
import { writeFigure } from "../model/figures";
import { isActive } from "../model/run";
import { useModelName } from "../model/useModelName";
import { DriftMark } from "./DriftMark";
import { ModelNotices } from "./ModelNotices";
import { RunMark } from "./RunMark";

export function ModelSummary({ model }: { model: Model }) {
  const { t } = useTranslation();
  const format = useFormat();
  const modelName = useModelName();
  const { champion, challenger, run, settings } = model;
  return (
    <article className="relative space-y-3 rounded-ui border border-line p-4 hover:border-edge has-focus-visible:outline-2 has-focus-visible:outline-link">
      <h2 className="text-16 font-semibold">
        <Link
          to={paths.model(model.name)}
          className="after:absolute after:inset-0 focus-visible:outline-none"
        >
          {modelName(model.name)}
        </Link>
      </h2>
      <ModelNotices model={model} />
      <Facts>
        <Fact name={t("model.champion")}>
          {champion ? (
            <>
              v{champion.version}{" "}
              <span className="text-muted">
                <When at={champion.created_at} />
              </span>
            </>
          ) : (
            t("model.noChampion")
          )}
        </Fact>
        {challenger && <Fact name={t("model.challenger")}>v{challenger.version}</Fact>}
        {champion && champion.metrics.vus_pr !== null && (
          <Fact name={t("figure.vus_pr")}>{writeFigure("vus_pr", champion.metrics.vus_pr, format)}</Fact>
        )}
        {champion && champion.metrics.false_alerts !== null && (
          <Fact name={t("figure.false_alerts")}>
            {writeFigure("false_alerts", champion.metrics.false_alerts, format)}
            <span className="text-muted">
              {" "}
              {t("model.ofBudget", { budget: format.number(settings.alerts_per_kiosk_day, 2) })}
            </span>
          </Fact>
        )}
        {champion && (
          <Fact name={t("model.synthetic")}>{format.number(champion.synthetic_share * 100)} %</Fact>
        )}
        {champion && (
          <Fact name={t("model.drift")}>
            <DriftMark drifted={model.drifted} />
          </Fact>
        )}
        {run && (
          <Fact name={isActive(run) ? t("model.running") : t("model.lastRun")}>
            <RunMark run={run} />
          </Fact>
        )}
      </Facts>
    </article>
  );
}
