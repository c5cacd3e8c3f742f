/** The state of a kiosk: sign, colour and word. */
import {
  CircleCheck,
  CircleDashed,
  CircleOff,
  CloudDownload,
  Lock,
  type LucideIcon,
  OctagonAlert,
  RotateCw,
  TriangleAlert,
  Wrench,
} from "lucide-react";
import type { KioskStatus } from "@/api/types";
import { toneText } from "@/components/ui/ToneIcon";
import type { Tone } from "@/domain/condition";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";

const signs: Record<KioskStatus, LucideIcon> = {
  online: CircleCheck,
  offline: CircleOff,
  registered: CircleDashed,
  blocked: Lock,
  maintenance: Wrench,
  restarting: RotateCw,
  updating: CloudDownload,
  retired: CircleOff,
};

interface Props {
  status: KioskStatus;
  condition: Tone;
  className?: string;
}

/** An online kiosk that needs someone says so instead of "online". */
export function StatusBadge({ status, condition, className }: Props) {
  const { t } = useFormat();
  const troubled = status === "online" && (condition === "attention" || condition === "critical");
  const Sign = troubled ? (condition === "critical" ? OctagonAlert : TriangleAlert) : signs[status];
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 align-middle whitespace-nowrap",
        toneText[condition],
        className,
      )}
    >
      <Sign aria-hidden className="size-4 shrink-0" />
      {troubled ? t(`condition.${condition}`) : t(`status.${status}`)}
    </span>
  );
}
