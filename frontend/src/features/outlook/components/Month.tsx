/** The next thirty days in one figure with its interval, and how far it can be believed. */
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Fact } from "@/components/ui/Facts";
import { useFormat } from "@/i18n/format";
import { SkillMark } from "./SkillMark";

export function Month({ prediction }: { prediction: components["schemas"]["PredictionOut"] }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { currency, interval, backtest, skill, trained_at, model } = prediction;
  const [low = "0", high = "0"] = interval;
  const key = `outlook.model.${model}`;
  return (
    <dl className="flex flex-wrap gap-x-10 gap-y-3">
      <Fact name={t("outlook.month")}>
        <span className="text-20 font-semibold">
          {format.money(prediction.predicted_sales_next_month, currency)}
        </span>
        <span className="block text-12 text-muted">
          {t("outlook.between", { low: format.money(low, currency), high: format.money(high, currency) })}
          {prediction.kiosk_id === null && ` · ${t("outlook.kiosks", { count: prediction.kiosks })}`}
        </span>
      </Fact>
      <Fact name={t("outlook.skill")}>
        <SkillMark skill={skill} />
        <span className="block text-12 text-muted">
          {backtest.days === 0 ? t("outlook.untested") : t("outlook.backtest", { count: backtest.days })}
        </span>
      </Fact>
      {backtest.interval_coverage !== null && (
        <Fact name={t("outlook.coverage")}>
          {format.number(backtest.interval_coverage * 100)} %
          <span className="block text-12 text-muted">
            {t("outlook.meant", { percent: format.number(backtest.interval_level * 100) })}
          </span>
        </Fact>
      )}
      <Fact name={t("outlook.made")}>
        {format.moment(trained_at)}
        <span className="block text-12 text-muted">
          {i18n.exists(key) ? t(key as "outlook.model.neighbours") : model}
        </span>
      </Fact>
    </dl>
  );
}
