/** The kiosk of the page, for the tabs in it. */
import { useOutletContext } from "react-router";
import type { Kiosk } from "@/api/types";

export function useShownKiosk(): Kiosk {
  return useOutletContext<Kiosk>();
}
