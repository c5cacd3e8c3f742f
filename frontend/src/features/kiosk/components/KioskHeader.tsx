/** Name, state, place, whose it is, and the marks by which people find the machine. */
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { usePersonName } from "@/api/people";
import type { Kiosk } from "@/api/types";
import { LastSeen } from "@/components/kiosk/LastSeen";
import { StatusBadge } from "@/components/kiosk/StatusBadge";
import { Fact, Facts } from "@/components/ui/Facts";
import { useDesk } from "@/lib/useMedia";
import { useLive } from "@/realtime/hooks";
import { useUser } from "@/session/SessionContext";

export function KioskHeader({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  const desk = useDesk();
  const status = useLive(kiosk.id, (live) => live?.status ?? kiosk.status);
  const connection = useLive(kiosk.id, (live) => live?.connection ?? kiosk.connection);
  const condition = useLive(kiosk.id, (live) => live?.condition ?? "unknown");
  return (
    <div className="px-4 pb-3 desk:px-6">
      <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="text-20 font-semibold">{kiosk.name}</h1>
        <StatusBadge status={status} condition={condition} />
        {connection === "offline" && status !== "offline" && status !== "registered" && (
          <StatusBadge status="offline" condition="unknown" />
        )}
      </div>
      <p className="mt-0.5 text-14 text-muted">{kiosk.location}</p>
      <Facts className="mt-3">
        <Fact name={t("kiosk.lastSeen")}>
          <LastSeen id={kiosk.id} />
        </Fact>
        <Fact name={t("kiosk.assignedTo")}>
          <Owner id={kiosk.assigned_to} />
        </Fact>
        {desk && <Marks kiosk={kiosk} />}
      </Facts>
      {/* On a phone the readings come first. */}
      {!desk && (
        <details className="group mt-2 text-13">
          <summary className="pressable flex cursor-pointer list-none items-center gap-1 text-muted [&::-webkit-details-marker]:hidden">
            <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
            {t("kiosk.marks")}
          </summary>
          <Facts className="mt-3">
            <Marks kiosk={kiosk} />
          </Facts>
        </details>
      )}
    </div>
  );
}

function Marks({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  return (
    <>
      <Fact name={t("kiosk.code")}>{kiosk.code}</Fact>
      <Fact name={t("kiosk.serial")}>{kiosk.serial}</Fact>
      {kiosk.model && <Fact name={t("kiosk.model")}>{kiosk.model}</Fact>}
      {kiosk.firmware && <Fact name={t("kiosk.firmware")}>{kiosk.firmware}</Fact>}
      {kiosk.group && <Fact name={t("kiosk.group")}>{kiosk.group}</Fact>}
      {kiosk.tags.length > 0 && <Fact name={t("kiosk.tags")}>{kiosk.tags.join(", ")}</Fact>}
    </>
  );
}

function Owner({ id }: { id: number | null }) {
  const { t } = useTranslation();
  const mine = useUser()?.id === id;
  const name = usePersonName(mine ? null : id);
  if (id === null) return t("kiosk.owner.nobody");
  return mine ? t("kiosk.owner.me") : (name ?? t("kiosk.owner.somebody"));
}
