/** The arranged fleet, looked at again once a second while anything moves. */
import { useEffect, useMemo, useState } from "react";
import type { Kiosk } from "@/api/types";
import { useLiveKiosks } from "@/realtime/hooks";
import { useUser } from "@/session/SessionContext";
import { type Arranged, type Arrangement, arrange, byName, type Now } from "./arrange";

/** Values move faster in their cells; an order that changed as fast could not be clicked. */
const REARRANGE_MS = 1_000;

/** How kiosks are now; another function after each look. */
function useLiveNow(): Now {
  const live = useLiveKiosks();
  const [now, setNow] = useState<Now>(() => live.get);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      timer = undefined;
      setNow(() => (id: number) => live.get(id));
    };
    look();
    const remove = live.flushes.add(() => {
      timer ??= setTimeout(look, REARRANGE_MS);
    });
    return () => {
      remove();
      clearTimeout(timer);
    };
  }, [live]);
  return now;
}

export function useArranged(all: Kiosk[], view: Arrangement): Arranged & { now: Now } {
  const now = useLiveNow();
  const me = useUser()?.id;
  const named = useMemo(() => all.toSorted(byName), [all]);
  const { kiosks, counts } = useMemo(() => arrange(named, now, view, me), [named, now, view, me]);
  const [order, setOrder] = useState(kiosks);
  const same = order === kiosks || sameOrder(order, kiosks);
  if (!same) setOrder(kiosks);
  return { kiosks: same ? order : kiosks, counts, now };
}

function sameOrder(a: Kiosk[], b: Kiosk[]): boolean {
  return a.length === b.length && a.every((kiosk, index) => kiosk === b[index]);
}
