/** Small things this browser remembers. Nothing secret, and nothing breaks when storage is refused. */

type Key = "language" | "theme" | "session" | `views.${number}` | "config";

export function remembered(key: Key): string | null {
  try {
    return localStorage.getItem(`admin-kiosk.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: Key, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`admin-kiosk.${key}`);
    else localStorage.setItem(`admin-kiosk.${key}`, value);
  } catch {
    // Private windows may refuse storage; the choice then lasts for this page.
  }
}
