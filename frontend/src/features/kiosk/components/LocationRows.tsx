/** Where the kiosk says it is, and how far that is from where it belongs. */
import { useTranslation } from "react-i18next";
import type { Kiosk } from "@/api/types";
import { NoValue } from "@/components/kiosk/Values";
import { distance } from "@/domain/geo";
import { measuredPlace } from "@/domain/metrics";
import { useFormat } from "@/i18n/format";
import { useLive } from "@/realtime/hooks";
import { ReadingRow } from "./Readings";

export function LocationRows({ kiosk }: { kiosk: Kiosk }) {
  const { t } = useTranslation();
  const format = useFormat();
  const reading = useLive(kiosk.id, (live) => live?.reading);
  const place = measuredPlace(reading) ?? kiosk.real_location;
  if (!place)
    return (
      <ReadingRow name={t("metric.coordinates")}>
        <NoValue />
      </ReadingRow>
    );
  return (
    <>
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
    </>
  );
}
