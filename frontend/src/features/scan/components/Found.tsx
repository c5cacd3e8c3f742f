/** What is behind a code: the kiosk, or why there is none to show. */
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { Button } from "@/components/ui/Button";
import { ErrorState } from "@/components/ui/States";
import { useMay } from "@/session/SessionContext";
import { useKioskByCode } from "../api/scan";
import { FoundSkeleton } from "./FoundSkeleton";
import { KioskCard } from "./KioskCard";
import { NotSeen } from "./NotSeen";

interface Props {
  code: string;
  /** Back to the camera. */
  onAgain: () => void;
}

export function Found({ code, onAgain }: Props) {
  const { t } = useTranslation();
  const mayClaim = useMay("kiosks.claim");
  const { data: kiosk, error, refetch } = useKioskByCode(code);
  const hidden = error instanceof Problem && error.status === 404;
  return (
    <div className="space-y-4">
      {kiosk && <KioskCard kiosk={kiosk} />}
      {!kiosk && hidden && <NotSeen code={code} mayClaim={mayClaim} />}
      {!kiosk && error && !hidden && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!kiosk && !error && <FoundSkeleton />}
      <Button look="quiet" className="w-full" onClick={onAgain}>
        {t("scan.again")}
      </Button>
    </div>
  );
}
