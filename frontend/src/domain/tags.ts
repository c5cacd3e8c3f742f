/** Tags as people type them: separated by commas. */
export function parseTags(typed: string): string[] {
  return typed
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);
}
