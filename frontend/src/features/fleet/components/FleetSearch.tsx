/** The search field: `/` from anywhere, Escape clears it, arrow down goes into the list. */
import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inputShape } from "@/components/ui/Field";
import { cx } from "@/lib/cx";
import { useKey } from "@/lib/useKey";
import { focusRow } from "./focusRow";

export function FleetSearch({ text, onSearch }: { text: string; onSearch: (text: string) => void }) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(text);
  useKey("/", () => input.current?.focus());

  // The address may change by itself: back, a counter, "show all".
  useEffect(() => setTyped(text), [text]);

  const change = (value: string) => {
    setTyped(value);
    onSearch(value);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") {
      change("");
      input.current?.blur();
    }
    if (event.key === "ArrowDown") {
      event.preventDefault();
      focusRow(0);
    }
  };

  return (
    <div className="relative min-w-0 grow desk:max-w-80">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted"
      />
      <input
        ref={input}
        type="search"
        value={typed}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
        placeholder={t("fleet.searchHint")}
        aria-label={t("fleet.search")}
        aria-keyshortcuts="/"
        className={cx(
          inputShape,
          "border-line pr-9 pl-9 desk:h-8 desk:text-13 [&::-webkit-search-cancel-button]:hidden",
        )}
      />
      {typed ? (
        <button
          type="button"
          aria-label={t("fleet.clearSearch")}
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
