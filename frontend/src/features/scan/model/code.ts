/** The kiosk's code in what a camera read or a hand typed. */

/** As on a label: letters, digits, dots and hyphens. */
const CODE = /^[A-Z0-9][A-Z0-9._-]{1,39}$/;
const ADDRESS = /^https?:\/\/[^/]+\/k\/([^/?#]+)/i;

/** Of an address only the part after `/k/` counts, on whatever host: an installation may have moved since its labels
 * were printed. Undefined: no kiosk's label. */
export function codeIn(text: string): string | undefined {
  const address = ADDRESS.exec(text.trim());
  const code = decode(address?.[1] ?? text)
    .trim()
    .toUpperCase();
  return CODE.test(code) ? code : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
