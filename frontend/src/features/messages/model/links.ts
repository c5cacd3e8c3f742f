/** The web addresses in a plain text, so that they can be opened. */

interface Piece {
  /** Where the piece begins in the text. */
  at: number;
  text: string;
  link: boolean;
}

const ADDRESS = /https?:\/\/[^\s<>"']+/g;
/** Belongs to the sentence around the address. */
const SENTENCE_END = /[.,;:!?)\]}»]+$/;

/** The text in pieces, whole and in order. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const { 0: match, index } of text.matchAll(ADDRESS)) {
    const address = match.replace(SENTENCE_END, "");
    if (index > end) found.push({ at: end, text: text.slice(end, index), link: false });
    found.push({ at: index, text: address, link: true });
    end = index + address.length;
  }
  if (end < text.length) found.push({ at: end, text: text.slice(end), link: false });
  return found;
}
