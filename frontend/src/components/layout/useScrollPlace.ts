/** A new page starts at its top, and so does the keyboard; going back comes back to the same place. */
import { useEffect, useLayoutEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";

const places = new Map<string, number>();

/** The key of the first page of a visit: the browser has just put the keyboard at its start. */
const OPENED = "default";

export function useScrollPlace(): void {
  const { key } = useLocation();
  const arrival = useRef({ key, type: useNavigationType() });
  const current = useRef(key);

  useEffect(() => {
    current.current = key;
  }, [key]);

  useLayoutEffect(() => {
    const { key, type } = arrival.current;
    scrollTo(0, (type === "POP" && places.get(key)) || 0);
    if (key !== OPENED) focusPage();
    return () => {
      places.set(current.current, scrollY);
    };
  }, []);
}

/** What was clicked is gone or outside: Tab and screen readers go on in the page, unless a field of it or a dialog
 * already has the focus. */
function focusPage(): void {
  const main = document.getElementById("main");
  const { activeElement: active } = document;
  if (main?.contains(active) || active?.closest("[role=dialog]")) return;
  main?.focus({ preventScroll: true });
}
