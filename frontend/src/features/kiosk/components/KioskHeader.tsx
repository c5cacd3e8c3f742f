/** Name, state, place and the marks by which people find the machine. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { LastSeen } from "@/components/kiosk/LastSeen";
import { StatusBadge } from "@/components/kiosk/StatusBadge";
import { useLive } from "@/realtime/hooks";

export function KioskHeader({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
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
      <dl className="mt-3 grid grid-cols-2 gap-x-6 gap-y-2 text-13 desk:flex desk:flex-wrap desk:gap-x-10">
        <Fact name={t("kiosk.lastSeen")}>
          <LastSeen id={kiosk.id} />
        </Fact>
        <Fact name={t("kiosk.code")}>{kiosk.code}</Fact>
        <Fact name={t("kiosk.serial")}>{kiosk.serial}</Fact>
        {kiosk.model && <Fact name={t("kiosk.model")}>{kiosk.model}</Fact>}
        {kiosk.firmware && <Fact name={t("kiosk.firmware")}>{kiosk.firmware}</Fact>}
        {kiosk.group && <Fact name={t("kiosk.group")}>{kiosk.group}</Fact>}
        {kiosk.tags.length > 0 && <Fact name={t("kiosk.tags")}>{kiosk.tags.join(", ")}</Fact>}
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
