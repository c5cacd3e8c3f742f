/** How the kiosk is at this moment, by its last reading. */
import { CloudOff } from "lucide-react";
import { type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { LastSeen } from "@/components/kiosk/LastSeen";
import { StaleScope, useStale } from "@/components/kiosk/stale";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { ButtonLink } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/States";
import { paths } from "@/paths";
import { useLive } from "@/realtime/hooks";
import { useMay } from "@/session/SessionContext";
import { RawReading } from "./RawReading";
import { Readings } from "./Readings";

/** `children`: what others say of it, above its own values. */
export function NowTab({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const kiosk = useShownKiosk();
  const { state } = useLocation();
  const mayEnrol = useMay("kiosks.write");
  const heard = useLive(kiosk.id, (live) => live?.reading !== null && live?.reading !== undefined);

  if (!heard)
    return (
      <EmptyState
        title={t("kiosk.silent.title")}
        action={
          mayEnrol &&
          kiosk.lifecycle !== "retired" && (
            <ButtonLink to={paths.enrolment(kiosk.id)} state={state}>
              {t("kiosk.silent.enrol")}
            </ButtonLink>
          )
        }
      >
        {t("kiosk.silent.why")}
      </EmptyState>
    );

  return (
    <StaleScope kiosk={kiosk}>
      <StaleNote id={kiosk.id} />
      <Suspense>{children}</Suspense>
      <Readings kiosk={kiosk} />
      <RawReading id={kiosk.id} />
    </StaleScope>
  );
}

function StaleNote({ id }: { id: number }) {
  const { t } = useTranslation();
  if (!useStale()) return null;
  return (
    <p className="flex items-center gap-2 border-b border-line bg-attention-soft px-4 py-2 text-13 text-attention desk:px-6">
      <CloudOff aria-hidden className="size-4 shrink-0" />
      <span>
        {t("kiosk.stale")} <LastSeen id={id} />
      </span>
    </p>
  );
}
