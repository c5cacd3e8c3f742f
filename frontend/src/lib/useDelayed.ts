/** A value that follows once it has stood still for a while, so that not every letter typed asks the server. */
import { useEffect, useState } from "react";

const DELAY_MS = 200;

export function useDelayed<T>(value: T): T {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), DELAY_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return delayed;
}
