/** Whether a media query holds now. */
import { useCallback, useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** The desk: room for a rail and a table. The same width as the `desk:` styles. */
export function useDesk(): boolean {
  return useMedia("(min-width: 64rem)");
}

/** So wide that a table may say more. */
export function useVeryWide(): boolean {
  return useMedia("(min-width: 120rem)");
}
