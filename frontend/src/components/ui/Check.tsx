/** A box to tick, with its words; the whole line is the target. */
import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "@/lib/cx";

interface Props extends Omit<ComponentProps<"input">, "type"> {
  label: ReactNode;
  hint?: ReactNode;
}

export function Check({ label, hint, className, ...input }: Props) {
  const id = useId();
  return (
    <label className={cx("pressable flex items-start gap-2.5 py-1.5 has-disabled:text-muted", className)}>
      <input
        {...input}
        type="checkbox"
        aria-describedby={hint ? id : undefined}
        className="mt-0.5 size-5 shrink-0 accent-accent desk:size-4"
      />
      <span className="min-w-0">
        {label}
        {hint && (
          <span id={id} className="block text-12 text-muted">
            {hint}
          </span>
        )}
      </span>
    </label>
  );
}
