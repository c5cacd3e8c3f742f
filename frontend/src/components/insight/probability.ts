/** How rare a minute is. A probability of 0.99 says: of a hundred normal minutes of this kiosk, one is as strange. */

/** Nines: 0.9 → 1, 0.99 → 2. What matters about rare things is by how many times they are rare. */
export function nines(probability: number): number {
  return probability >= 1 ? MOST_NINES : Math.min(MOST_NINES, -Math.log10(1 - probability));
}

export function fromNines(count: number): number {
  return 1 - 10 ** -count;
}

/** Beyond five nines no past is long enough to tell. */
export const MOST_NINES = 5;

/** As people read it: never 100 %, and with as many digits as tell it from that. */
export function percent(probability: number, number: (value: number, digits?: number) => string): string {
  const digits = probability < 0.99 ? 0 : probability < 0.999 ? 1 : 2;
  const scale = 10 ** digits;
  return `${number(Math.min(Math.floor(probability * 100 * scale) / scale, 99.99), digits)} %`;
}
