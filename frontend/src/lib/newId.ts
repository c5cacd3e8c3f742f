/** A name that nothing else has, drawn by chance. Browsers keep `crypto.randomUUID` from addresses without TLS. */
const BYTES = 16;

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
