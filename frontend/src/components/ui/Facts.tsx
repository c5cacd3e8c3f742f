/** Facts under their names, in a row at the desk. */
import type { ReactNode } from "react";
import { cx } from "@/lib/cx";

export function Facts({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <dl
      className={cx(
        "grid grid-cols-2 gap-x-6 gap-y-2 text-13 desk:flex desk:flex-wrap desk:gap-x-10",
        className,
      )}
    >
      {children}
    </dl>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}
