/** How much of the window lies below the top of an element: the height for what fills the screen. */
import { type RefObject, useLayoutEffect, useState } from "react";

/** Less than this is no place to work in: the page scrolls instead. */
const LEAST_PX = 320;

/** `below`: pixels to leave free under it. */
export function useRest(element: RefObject<HTMLElement | null>, below: number): number {
  const [rest, setRest] = useState(LEAST_PX);

  // What stands above may have changed with any render.
  useLayoutEffect(() => {
    const measure = () => {
      const top = (element.current?.getBoundingClientRect().top ?? 0) + scrollY;
      setRest(Math.max(LEAST_PX, Math.floor(innerHeight - top - below)));
    };
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  });
  return rest;
}
