/** The way back to a list, where the title would be. */
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { Link, type To } from "react-router";

export function BackLink({ to, children }: { to: To; children: ReactNode }) {
  return (
    <Link
      to={to}
      className="pressable -ml-1 inline-flex items-center gap-1 text-13 text-muted hover:text-ink"
    >
      <ChevronLeft aria-hidden className="size-4" />
      {children}
    </Link>
  );
}
