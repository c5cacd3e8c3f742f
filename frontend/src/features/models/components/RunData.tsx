/** What a run learnt from and was measured with. */
import { useTranslation } from "react-i18next";
import type { RunDetail } from "@/api/types";
import { Fact, Facts } from "@/components/ui/Facts";
import { useFormat } from "@/i18n/format";
import { Section } from "./Section";

type Data = NonNullable<RunDetail["data"]>;

export function RunData({ data }: { data: Data }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { number } = format;
  const leftOut = Object.entries(data.left_out).filter(([, rows]) => rows > 0);
  const reason = (name: string) => {
    const key = `data.leftOut.${name}`;
    return i18n.exists(key) ? t(key as "data.leftOut.muted") : name;
  };
  return (
    <Section title={t("data.title")}>
      <div className="mt-3 space-y-4">
        <Share synthetic={data.synthetic_share} />
        <Facts>
          <Fact name={t("data.kiosks")}>{number(data.kiosks)}</Fact>
          <Fact name={t("data.real")}>{number(data.real_rows)}</Fact>
          <Fact name={t("data.syntheticRows")}>{number(data.synthetic_rows)}</Fact>
          <Fact name={t("data.weight")}>{number(data.synthetic_weight, 2)}</Fact>
          <Fact name={t("data.incidents")}>
            {t("data.heldOut", {
              all: number(data.incidents),
              some: number(data.held_out_incidents),
            })}
          </Fact>
          {data.train_from && data.train_to && (
            <Fact name={t("data.trainedOn")}>
              {format.moment(data.train_from)} – {format.moment(data.train_to)}
            </Fact>
          )}
          {data.train_to && data.held_out_to && (
            <Fact name={t("data.measuredOn")}>
              {format.moment(data.train_to)} – {format.moment(data.held_out_to)}
            </Fact>
          )}
        </Facts>
        {leftOut.length > 0 && (
          <p className="text-13">
            <span className="text-muted">{t("data.notNormal")} </span>
            {leftOut.map(([name, rows]) => `${reason(name)}: ${number(rows)}`).join(" · ")}
          </p>
        )}
        {data.weights.length > 0 && (
          <p className="text-13">
            <span className="text-muted">{t("data.tried")} </span>
            {data.weights
              .map(({ weight, score }) => `${number(weight, 2)} → ${score === null ? "–" : number(score, 2)}`)
              .join(" · ")}
          </p>
        )}
        <p className="text-12 break-all text-muted">
          {t("data.trace", { hash: data.data_hash.slice(0, 16), seed: String(data.seed) })}
        </p>
      </div>
    </Section>
  );
}

/** Real and synthetic as one bar, with both in words. */
function Share({ synthetic }: { synthetic: number }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  return (
    <div className="max-w-md text-13">
      <div aria-hidden className="flex h-2 overflow-hidden rounded-full bg-line">
        <span className="bg-muted" style={{ width: `${100 * (1 - synthetic)}%` }} />
      </div>
      <p className="mt-1 flex justify-between gap-4">
        <span>{t("data.realShare", { percent: number(100 * (1 - synthetic)) })}</span>
        <span className="text-muted">{t("data.syntheticShare", { percent: number(100 * synthetic) })}</span>
      </p>
    </div>
  );
}
