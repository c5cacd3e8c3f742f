/** What a kiosk is called and where it belongs, whose it is, its label, and how it comes in or leaves. */
import { useTranslation } from "react-i18next";
import { Outlet } from "react-router";
import { useShownKiosk } from "@/components/kiosk/useShownKiosk";
import { Notice } from "@/components/ui/Notice";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState } from "@/components/ui/States";
import { useMay } from "@/session/SessionContext";
import { useVersioned } from "../api/setup";
import { Assignment } from "./Assignment";
import { EndOfService } from "./EndOfService";
import { Label } from "./Label";
import { SetupForm } from "./SetupForm";

export function SetupTab() {
  const { t } = useTranslation();
  const kiosk = useShownKiosk();
  const mayWrite = useMay("kiosks.write");
  const retired = kiosk.lifecycle === "retired";
  return (
    <div className="grid items-start gap-x-12 gap-y-8 px-4 py-5 desk:px-6 wide:grid-cols-[minmax(0,36rem)_22rem]">
      <div className="space-y-8">
        {retired && <Notice look="note">{t("setup.retired")}</Notice>}
        {mayWrite && !retired && <Fields id={kiosk.id} />}
        {!retired && <Assignment kiosk={kiosk} />}
        {mayWrite && !retired && <EndOfService kiosk={kiosk} />}
      </div>
      <Label kiosk={kiosk} />
      <Outlet context={kiosk} />
    </div>
  );
}

/** The form begins with what the server has now, and keeps what is typed from then on. */
function Fields({ id }: { id: number }) {
  const { data, error, refetch, isFetchedAfterMount } = useVersioned(id);
  if (data && isFetchedAfterMount) return <SetupForm start={data} />;
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <div aria-busy className="space-y-4">
      <Skeleton className="h-11 desk:h-9" />
      <Skeleton className="h-11 desk:h-9" />
      <Skeleton className="h-24" />
    </div>
  );
}
