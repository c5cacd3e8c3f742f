/** Shows one element on the whole screen, larger, so that it can be read from across the room. */
import { type RefObject, useEffect, useState } from "react";

/** A desk screen: from this width on letters grow with it. */
const DESK_PX = 1_280;

export function useFullScreen(element: RefObject<HTMLElement | null>) {
  const [full, setFull] = useState(false);

  useEffect(() => {
    const follow = () => setFull(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);

  useEffect(() => {
    if (!full) return;
    const root = document.documentElement;
    const scale = () => {
      root.style.fontSize = `${Math.max(100, (100 * screen.width) / DESK_PX)}%`;
    };
    scale();
    return () => {
      root.style.fontSize = "";
    };
  }, [full]);

  // Refused where the browser has no full screen: the wall stays in its page.
  const enter = () => void element.current?.requestFullscreen?.().catch(() => undefined);
  return { full, enter };
}
