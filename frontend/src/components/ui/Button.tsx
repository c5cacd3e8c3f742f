/** Buttons, and links that look like them. */
import type { ComponentProps } from "react";
import { Link } from "react-router";
import { cx } from "@/lib/cx";

type Look = "primary" | "secondary" | "quiet";

const shape =
  "pressable inline-flex items-center justify-center gap-2 rounded-ui px-3 text-14 font-medium whitespace-nowrap select-none disabled:opacity-60";

const looks: Record<Look, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-strong",
  secondary: "border border-line bg-raised text-ink hover:bg-sunken",
  quiet: "text-muted hover:bg-sunken hover:text-ink",
};

export function Button({
  look = "secondary",
  className,
  ...rest
}: ComponentProps<"button"> & { look?: Look }) {
  return <button type="button" {...rest} className={cx(shape, looks[look], className)} />;
}

export function ButtonLink({
  look = "secondary",
  className,
  ...rest
}: ComponentProps<typeof Link> & { look?: Look }) {
  return <Link {...rest} className={cx(shape, looks[look], className)} />;
}
