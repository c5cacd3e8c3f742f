/** The search field of a page: `/` from anywhere, Escape clears it, arrow down goes into the list. */
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { cx } from "@/lib/cx";
import { useKey } from "@/lib/useKey";
import { inputShape } from "./Field";

interface Props {
  label: string;
  /** What may be typed, where the label does not say it. */
  hint?: string;
  value: string;
  onChange: (text: string) => void;
  onDown?: () => void;
  /** At the desk as low as the buttons beside it. */
  dense?: boolean;
  className?: string;
}

export function SearchField({ label, hint = label, value, onChange, onDown, dense, className }: Props) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  useKey("/", () => input.current?.focus());

  // The address may change by itself: back, a counter, "show all".
  useEffect(() => setTyped(value), [value]);

  const change = (text: string) => {
    setTyped(text);
    onChange(text);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      change("");
      input.current?.blur();
    }
    if (event.key === "ArrowDown" && onDown) {
      event.preventDefault();
      onDown();
    }
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
        placeholder={hint}
        value={typed}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        className={cx(
          inputShape,
          "border-line pr-9 pl-9 [&::-webkit-search-cancel-button]:hidden",
          dense && "desk:h-8 desk:text-13",
        )}
      />
      {typed ? (
        <button
          type="button"
          aria-label={t("action.clearSearch")}
          onClick={() => change("")}
          className="absolute inset-y-0 right-0 grid w-11 place-items-center text-muted desk:w-8"
        >
          <X aria-hidden className="size-4" />
        </button>
      ) : (
        <kbd
          aria-hidden
          className="pointer-events-none absolute top-1/2 right-2 hidden -translate-y-1/2 rounded-[4px] border border-line px-1.5 font-sans text-12 text-muted desk:block"
        >
          /
        </kbd>
      )}
    </div>
  );
}
