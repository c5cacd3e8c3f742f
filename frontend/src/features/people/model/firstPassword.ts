/** A password for somebody else's first sign-in: drawn by chance here, shown once, and changed by them at once. */

// Without characters that people mix up when they read them to each other.
const LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
const LENGTH = 16;

/** About 92 bits. */
export function drawPassword(): string {
  const drawn: string[] = [];
  const most = Math.floor(256 / LETTERS.length) * LETTERS.length;
  while (drawn.length < LENGTH) {
    // A byte above the last whole multiple would make the first letters likelier.
    for (const byte of crypto.getRandomValues(new Uint8Array(LENGTH)))
      if (byte < most && drawn.length < LENGTH) drawn.push(LETTERS.charAt(byte % LETTERS.length));
  }
  return drawn.join("");
}
