/** Arrow keys in a list of links: the one before, the one after. Enter opens by itself. */
import type { KeyboardEvent } from "react";

export function moveFocus(event: KeyboardEvent, list: HTMLElement | null): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0 || !list) return;
  const links = [...list.querySelectorAll<HTMLElement>("a[data-row]")];
  const from = links.indexOf(document.activeElement as HTMLElement);
  const next = links[from + step];
  if (from < 0 || !next) return;
  event.preventDefault();
  next.focus();
}
