/** Whose kiosk it is, and giving it to another. */
import { UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { usePersonName } from "@/api/people";
import type { Kiosk } from "@/api/types";
import { Button, ButtonLink } from "@/components/ui/Button";
import { FormError } from "@/components/ui/States";
import { paths } from "@/paths";
import { useMay, useUser } from "@/session/SessionContext";
import { useAssign, useUnassign } from "../api/setup";
import { Section } from "./Section";

export function Assignment({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  const { state } = useLocation();
  const me = useUser();
  const mayOthers = useMay("kiosks.assign_others");
  const mayClaim = useMay("kiosks.claim");
  const { assigned_to: owner } = kiosk;
  const mine = owner !== null && owner === me?.id;
  const name = usePersonName(mine ? null : owner);
  const assign = useAssign(kiosk);
  const unassign = useUnassign(kiosk.id);
  const busy = assign.isPending || unassign.isPending;

  const text = () => {
    if (owner === null) return t("setup.owner.nobody");
    return mine
      ? t("setup.owner.me", { name: me?.name || me?.username })
      : (name ?? t("setup.owner.person", { id: owner }));
  };

  return (
    <Section title={t("setup.owner.title")}>
      <div className="space-y-3">
        <FormError error={assign.error ?? unassign.error} />
        <p className="flex items-center gap-2 text-14">
          <UserRound aria-hidden className="size-4 text-muted" />
          <span role="status">{text()}</span>
        </p>
        <div className="flex flex-wrap gap-2">
          {mayOthers && (
            <ButtonLink to={paths.assign(kiosk.id)} state={state}>
              {owner === null ? t("setup.owner.assign") : t("setup.owner.another")}
            </ButtonLink>
          )}
          {mayClaim && !mine && (mayOthers || owner === null) && (
            <Button disabled={busy} onClick={() => assign.mutate(undefined)}>
              {t("setup.owner.claim")}
            </Button>
          )}
          {owner !== null && (mayOthers || (mine && mayClaim)) && (
            <Button look="quiet" disabled={busy} onClick={() => unassign.mutate()}>
              {t("setup.owner.free")}
            </Button>
          )}
        </div>
      </div>
    </Section>
  );
}
