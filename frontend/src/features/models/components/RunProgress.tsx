/** How far a run has come, stage by stage, live. */

import { useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleDashed, LoaderCircle } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Run } from "@/api/types";
import { ProgressBar } from "@/components/ui/ProgressBar";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { paths } from "@/paths";
import { useRunProgress } from "@/realtime/hooks";
import { doneOf, stages } from "../model/run";

interface Props {
  run: Run;
  /** On the page of the run itself there is nowhere further to go. */
  here?: boolean;
}

export function RunProgress({ run, here }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const heard = useRunProgress(run.id);
  const queries = useQueryClient();
  const stage = heard?.stage ?? run.stage;
  const { done, total } = heard ?? run;
  // The record that says how it ended is on its way.
  const over = heard?.state === "done";
  const reached = over ? stages.length : (stages as readonly (string | null)[]).indexOf(stage);

  // What a new stage brought with it is in the run's own record.
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again with each stage
  useEffect(() => {
    if (heard) void queries.invalidateQueries({ queryKey: ["models"] });
  }, [heard?.stage, queries]);

  return (
    <div role="status" className="space-y-2 rounded-ui border border-line p-4">
      <p className="flex items-center justify-between gap-3 font-medium">
        {run.state === "queued" ? t("run.state.queued") : t("run.going")}
        {!here && (
          <Link
            to={paths.modelRun(run.name, run.id)}
            className="pressable inline-flex items-center text-13 text-link hover:underline"
          >
            {t("run.follow")}
          </Link>
        )}
      </p>
      <ProgressBar label={t("run.going")} value={over ? 1 : stage ? doneOf(stage, done, total) : undefined} />
      <ol className="grid gap-x-4 gap-y-1 text-13 desk:grid-cols-2">
        {stages.map((name, place) => (
          <li key={name} className={cx("flex items-center gap-1.5", place > reached && "text-muted")}>
            {place < reached ? (
              <CircleCheck aria-hidden className="size-4 text-good" />
            ) : place === reached ? (
              <LoaderCircle aria-hidden className="size-4 motion-safe:animate-spin" />
            ) : (
              <CircleDashed aria-hidden className="size-4" />
            )}
            {t(`run.stage.${name}`)}
            {place === reached && total > 0 && (
              <span className="text-muted">
                {t("record.of", { some: format.number(done), all: format.number(total) })}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
