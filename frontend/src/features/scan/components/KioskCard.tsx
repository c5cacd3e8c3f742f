/** The kiosk one stands before: how it is, whose it is, and what one may do about that. */
import { UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePersonName } from "@/api/people";
import type { Kiosk } from "@/api/types";
import { StatusBadge } from "@/components/kiosk/StatusBadge";
import { Button, ButtonLink } from "@/components/ui/Button";
import { Notice } from "@/components/ui/Notice";
import { When } from "@/components/ui/When";
import { paths } from "@/paths";
import { useMay, useUser } from "@/session/SessionContext";
import { useClaim } from "../api/scan";
import { ClaimError } from "./ClaimError";

export function KioskCard({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  const me = useUser()?.id;
  const mayClaim = useMay("kiosks.claim");
  const mayReassign = useMay("kiosks.assign_others");
  const claim = useClaim(kiosk.code);
  const retired = kiosk.lifecycle === "retired";
  const mine = kiosk.assigned_to === me;
  const free = kiosk.assigned_to === null;
  const offered = mayClaim && !retired && !mine && (free || mayReassign);
  return (
    <article className="space-y-4 rounded-ui border border-line p-4">
      <div>
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
          <h2 className="text-20 font-semibold">{kiosk.name}</h2>
          <StatusBadge status={kiosk.status} condition={kiosk.status === "online" ? "good" : "unknown"} />
        </div>
        <p className="text-muted">{kiosk.location}</p>
        <p className="mt-1 text-13 text-muted">
          {kiosk.code}
          {kiosk.last_seen_at && (
            <>
              {" · "}
              {t("scan.lastSeen")} <When at={kiosk.last_seen_at} />
            </>
          )}
        </p>
      </div>
      {retired ? (
        <Notice look="attention">{t("scan.retired")}</Notice>
      ) : (
        <Owner id={kiosk.assigned_to} mine={mine} />
      )}
      {claim.isSuccess && (
        <Notice look="done" announce>
          {t("scan.claimed")}
        </Notice>
      )}
      <ClaimError error={claim.error} />
      <div className="space-y-2">
        <ButtonLink
          look={offered ? "secondary" : "primary"}
          to={paths.kiosk(kiosk.id)}
          className="min-h-12! w-full"
        >
          {t("scan.open")}
        </ButtonLink>
        {offered && (
          <Button
            look="primary"
            className="min-h-12! w-full"
            disabled={claim.isPending}
            onClick={() => claim.mutate()}
          >
            {claim.isPending ? t("scan.claiming") : free ? t("scan.claim") : t("scan.reassign")}
          </Button>
        )}
      </div>
    </article>
  );
}

function Owner({ id, mine }: { id: number | null; mine: boolean }) {
  const { t } = useTranslation();
  const name = usePersonName(mine ? null : id);
  const text =
    id === null
      ? t("scan.nobody")
      : mine
        ? t("scan.yours")
        : name
          ? t("scan.theirs", { name })
          : t("scan.somebody");
  return (
    <p className="flex items-center gap-2">
      <UserRound aria-hidden className="size-4 shrink-0 text-muted" />
      {text}
    </p>
  );
}
