/** The way back from a kiosk to the list as it was. */
import { useMemo } from "react";
import { useLocation } from "react-router";

/** History state for links into a kiosk: the address of the list they were clicked in. */
export function useFleetAddress(): { fleet: string } {
  const { search } = useLocation();
  return useMemo(() => ({ fleet: search }), [search]);
}
