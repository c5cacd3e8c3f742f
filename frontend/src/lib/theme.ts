/** Light, dark, or as the system says. Styles read `data-theme` of the root element, nothing else. */
import { useSyncExternalStore } from "react";
import { remember, remembered } from "./preferences";
import { Listeners } from "./store";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const dark = matchMedia("(prefers-color-scheme: dark)");
const changes = new Listeners();
let chosen: Theme = themes.find((theme) => theme === remembered("theme")) ?? "system";

function apply(): void {
  const shown = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
  changes.emit();
}

/** Call once, before the first paint. */
export function startTheme(): void {
  dark.addEventListener("change", apply);
  apply();
}

export function chooseTheme(theme: Theme): void {
  chosen = theme;
  remember("theme", theme);
  apply();
}

export function useTheme(): Theme {
  return useSyncExternalStore(changes.add, () => chosen);
}

/** `light` or `dark` as it is on the screen now, for what is drawn without CSS. */
export function useShownTheme(): string {
  return useSyncExternalStore(changes.add, () => document.documentElement.dataset.theme ?? "light");
}
