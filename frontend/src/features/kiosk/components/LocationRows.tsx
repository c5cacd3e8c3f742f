/** Where the kiosk says it is, and how far that is from where it belongs. */
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { distance } from "@/domain/geo";
import { useFormat } from "@/i18n/format";
import { cx } from "@/lib/cx";
import { useLive } from "@/realtime/hooks";
import { ReadingRow } from "./Readings";

export function LocationRows({ kiosk, stale }: { kiosk: Kiosk; stale: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = useLive(kiosk.id, (live) => live?.reading?.location);
  const place =
    told?.lat != null && told.lng != null
      ? { lat: told.lat, lng: told.lng, accuracy: told.accuracy }
      : kiosk.real_location;
  if (!place) return <p className="py-2 text-13 text-muted">{t("kiosk.noLocation")}</p>;
  return (
    <div className={cx(stale && "text-muted")}>
      <ReadingRow name={t("metric.coordinates")}>
        {place.lat.toFixed(4)}, {place.lng.toFixed(4)}
      </ReadingRow>
      {place.accuracy != null && (
        <ReadingRow name={t("metric.accuracy")}>± {format.distance(place.accuracy)}</ReadingRow>
      )}
      {kiosk.assigned_location && (
        <ReadingRow name={t("metric.fromAssigned")}>
          {format.distance(distance(place, kiosk.assigned_location))}
        </ReadingRow>
      )}
    </div>
  );
}
