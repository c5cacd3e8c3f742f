/** A labelled choice among a few, in the browser's own control. */
import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "@/lib/cx";
import { inputShape } from "./Field";

interface Props extends ComponentProps<"select"> {
  label: ReactNode;
  error?: string | undefined;
  /** The label is for screen readers only: the choice says by itself what it is. */
  quiet?: boolean;
}

export function Select({ label, error, quiet, className, children, ...select }: Props) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className={quiet ? "sr-only" : "mb-1 block text-13 font-medium"}>
        {label}
      </label>
      <select
        {...select}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? `${id}-note` : undefined}
        className={cx(inputShape, error ? "border-critical" : quiet ? "border-line" : "border-edge", "pr-8")}
      >
        {children}
      </select>
      {error && (
        <p id={`${id}-note`} className="mt-1 text-12 text-critical">
          {error}
        </p>
      )}
    </div>
  );
}
