/** A choice of one of a few, all in sight. */
import type { ReactNode } from "react";

interface Props<T extends string> {
  /** What is chosen, for who does not see it. */
  name: string;
  value: T | null;
  onChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode }[];
}

export function Segments<T extends string>({ name, value, onChange, options }: Props<T>) {
  return (
    <fieldset className="flex w-full rounded-ui border border-line desk:w-auto">
      <legend className="sr-only">{name}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="pressable inline-flex grow cursor-pointer items-center justify-center px-2.5 text-13 text-muted first-of-type:rounded-l-ui last-of-type:rounded-r-ui hover:text-ink has-checked:bg-sunken has-checked:font-medium has-checked:text-ink has-focus-visible:outline-2 has-focus-visible:outline-link desk:grow-0 desk:px-3"
        >
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={value === option.value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}
