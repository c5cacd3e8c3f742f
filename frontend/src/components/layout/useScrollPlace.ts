/** A new page starts at its top; going back comes back to the same place. */
import { useEffect, useLayoutEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";

const places = new Map<string, number>();

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
    return () => {
      places.set(current.current, scrollY);
    };
  }, []);
}
