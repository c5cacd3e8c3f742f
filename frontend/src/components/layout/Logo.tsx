/** The name of the house, with its sign. */
import { cx } from "@/lib/cx";

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cx("flex items-center gap-2.5 text-14 font-semibold", className)}>
      <svg aria-hidden="true" viewBox="0 0 32 32" className="size-6">
        <rect width="32" height="32" rx="7" className="fill-accent" />
        <g className="fill-none stroke-on-accent" strokeWidth="2.4" strokeLinecap="round">
          <rect x="9" y="6" width="14" height="15" rx="2" />
          <path d="M16 21v5M11 26h10M13 16h6" />
        </g>
      </svg>
      Admin Kiosk
    </span>
  );
}
