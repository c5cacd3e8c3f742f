/** An answer of `matchMedia`, which jsdom lacks. */
export function makeMedia(query: string, matches: boolean): MediaQueryList {
  return Object.assign(new EventTarget(), {
    matches,
    media: query,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  }) as MediaQueryList;
}
