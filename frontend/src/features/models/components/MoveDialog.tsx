/** Lets another version serve, after showing what changes with it. */
import { useTranslation } from "react-i18next";
import { useNavigate, useOutletContext, useParams } from "react-router";
import type { Model } from "@/api/types";
import { Button } from "@/components/ui/Button";
import { Modal } from "@/components/ui/Modal";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { useMay } from "@/session/SessionContext";
import { type Move, useMove } from "../api/changes";
import { useVersions } from "../api/models";
import { servedBefore } from "../model/history";
import { Comparison } from "./Comparison";

export function PromoteDialog() {
  return <MoveDialog move="promote" />;
}

export function RollBackDialog() {
  return <MoveDialog move="rollback" />;
}

function MoveDialog({ move }: { move: Move }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = useMay("ai.manage");
  const model = useOutletContext<Model>();
  const asked = Number(useParams().version);
  const { versions, error } = useVersions(model.name);
  const change = useMove(model.name, asked, move);
  const close = () => navigate(paths.model(model.name));
  const from = model.champion;
  // Rolling back the champion itself leads to the version before it.
  const target = move === "rollback" && from?.version === asked ? servedBefore(model, asked) : asked;
  const to = versions?.find(({ version }) => version === target);
  const run = model.run?.version === target ? model.run : undefined;

  const content = () => {
    if (!may) return <Notice look="attention">{t("notAllowed.why")}</Notice>;
    if (error) return <FormError error={error} />;
    if (!versions) return <Skeleton className="h-40" />;
    if (!to) return <Notice look="attention">{t("version.gone")}</Notice>;
    return (
      <div className="space-y-4">
        <FormError error={change.error} />
        {move === "promote" && run?.state === "refused" && (
          <Notice look="attention">{t("version.wasRefused")}</Notice>
        )}
        <ul className="list-disc space-y-1 pl-5 text-13">
          <li>{t("version.effect.scores")}</li>
          <li>{t("version.effect.incidents")}</li>
          <li>{t("version.effect.audit")}</li>
        </ul>
        <Comparison
          names={[from ? `v${from.version}` : t("model.noChampion"), `v${to.version}`]}
          figures={[from?.metrics ?? null, to.metrics]}
          changesOnly
        />
        <div className="flex flex-wrap gap-2">
          <Button
            look="primary"
            className="grow desk:grow-0"
            disabled={change.isPending}
            onClick={() => change.mutate(undefined, { onSuccess: close })}
          >
            {t("version.do", { version: to.version })}
          </Button>
          <Button className="grow desk:grow-0" onClick={close}>
            {t("version.keep")}
          </Button>
        </div>
      </div>
    );
  };

  return (
    <Modal
      title={t(move === "promote" ? "version.promoteTitle" : "version.rollBackTitle", {
        version: target ?? asked,
      })}
      onClose={close}
    >
      {content()}
    </Modal>
  );
}
