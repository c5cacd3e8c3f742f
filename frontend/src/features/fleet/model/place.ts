/** Where a kiosk stands on the map. */
import type { Kiosk, LatLng } from "@/api/types";
import { measuredPlace } from "@/domain/metrics";
import type { LiveKiosk } from "@/realtime/liveKiosks";

/** Where it belongs or, when no place was assigned, where it says it is: the rule of `GET /kiosks?bbox=`. */
export function placeOf(kiosk: Kiosk, live: LiveKiosk | undefined): LatLng | null {
  return kiosk.assigned_location ?? measuredPlace(live?.reading) ?? kiosk.real_location;
}
