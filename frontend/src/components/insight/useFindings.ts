/** Hears of incidents and of trainings while the component is on the screen: of the whole fleet, or of one's kiosks. */
import { useRooms } from "@/realtime/hooks";
import { useMay, useUser } from "@/session/SessionContext";
import { useKiosks } from "./useKiosks";

export function useFindings(): void {
  const user = useUser();
  const seesAll = useMay("kiosks.read_all");
  const { kiosks } = useKiosks();
  const own = user ? [`user:${user.id}`] : [];
  useRooms([...own, ...(seesAll ? ["alerts"] : [...kiosks.keys()].map((id) => `kiosk:${id}`))]);
}
