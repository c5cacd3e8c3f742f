/** A labelled text input with its hint and its error, tied together for screen readers. */
import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "@/lib/cx";

export const inputShape =
  "h-11 w-full rounded-ui border bg-raised px-3 text-16 text-ink desk:h-9 desk:text-14 focus-visible:outline-offset-0";

interface Props extends ComponentProps<"input"> {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
}

export function Field({ label, hint, error, className, ...input }: Props) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-13 font-medium">
        {label}
      </label>
      <input
        {...input}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className={cx(inputShape, error ? "border-critical" : "border-edge")}
      />
      {note && (
        <p id={`${id}-note`} className={cx("mt-1 text-12", error ? "text-critical" : "text-muted")}>
          {note}
        </p>
      )}
    </div>
  );
}
