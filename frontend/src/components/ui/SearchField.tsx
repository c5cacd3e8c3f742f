/** The search field of a page: `/` from anywhere, Escape clears it. */
import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { cx } from "@/lib/cx";
import { useKey } from "@/lib/useKey";
import { inputShape } from "./Field";

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  className?: string;
}

export function SearchField({ label, value, onChange, className }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  useKey("/", () => input.current?.focus());
  // The address may change by itself: back, "show all".
  useEffect(() => setTyped(value), [value]);
  const change = (text: string) => {
    setTyped(text);
    onChange(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    change("");
    input.current?.blur();
  };
  return (
    <div className={cx("relative min-w-0", className)}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        value={typed}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        className={cx(inputShape, "border-line pl-9")}
      />
    </div>
  );
}
