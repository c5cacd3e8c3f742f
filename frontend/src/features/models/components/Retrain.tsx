/** Trains a challenger, with live progress; what starts a run by itself is said beside it. */
import { GraduationCap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Model } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { FormError } from "@/components/ui/States";
import { When } from "@/components/ui/When";
import { useFormat } from "@/i18n/format";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";
import { useRetrain } from "../api/changes";
import { isActive } from "../model/run";
import { RunMark } from "./RunMark";
import { RunProgress } from "./RunProgress";
import { Section } from "./Section";
import { ShadowNote } from "./ShadowNote";

/** So many verdicts start a run. */
const ENOUGH = 20;

export function Retrain({ model: { name, run, verdicts } }: { model: Model }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const may = useMay("ai.manage");
  const retrain = useRetrain(name);
  const active = run !== null && isActive(run);
  return (
    <Section title={t("run.retrain.title")} note={t("run.retrain.why")}>
      <div className="mt-3 space-y-3">
        <p className="text-13">
          {t("run.retrain.verdicts", { number: number(verdicts), enough: number(ENOUGH) })}
        </p>
        {run && <ShadowNote run={run} />}
        {active ? (
          <RunProgress run={run} />
        ) : (
          may && (
            <Button look="primary" disabled={retrain.isPending} onClick={() => retrain.mutate()}>
              <GraduationCap aria-hidden className="size-4" />
              {t("run.retrain.do")}
            </Button>
          )
        )}
        {/* Somebody else's run is on the screen already. */}
        {!active && <FormError error={retrain.error} />}
        {run && !active && (
          <p className="flex flex-wrap items-center gap-x-3 text-13">
            <span className="text-muted">{t("model.lastRun")}:</span>
            <RunMark run={run} />
            <span className="text-muted">
              <When at={run.ended_at ?? run.created_at} />
            </span>
            <Link to={paths.modelRun(name, run.id)} className="text-link hover:underline">
              {t("run.decision")}
            </Link>
          </p>
        )}
      </div>
    </Section>
  );
}
