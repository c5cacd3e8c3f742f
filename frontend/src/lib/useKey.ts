/** Keyboard shortcuts: one key, or two in a row, wherever nobody is typing. */
import { useEffect, useRef } from "react";

const SEQUENCE_MS = 1_000;

/** `keys` as in `/` or `g f`. */
export function useKey(keys: string, action: () => void): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });

  useEffect(() => {
    const wanted = keys.split(" ");
    let pressed: { key: string; at: number }[] = [];
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      pressed = [
        ...pressed.filter(({ at }) => event.timeStamp - at < SEQUENCE_MS),
        { key: event.key, at: event.timeStamp },
      ];
      const last = pressed.slice(-wanted.length).map(({ key }) => key);
      if (last.join(" ") !== keys) return;
      event.preventDefault();
      pressed = [];
      latest.current();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [keys]);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], [role=dialog]") !== null
  );
}

/** Ctrl or ⌘ with a key, also while somebody is typing. */
export function useCommandKey(key: string, action: () => void): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key !== key) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [key]);
}
