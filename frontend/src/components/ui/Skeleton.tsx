/** Holds the place of what is on its way. */
import { cx } from "@/lib/cx";

export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={cx("block motion-safe:animate-pulse rounded-[4px] bg-sunken", className)} />
  );
}
