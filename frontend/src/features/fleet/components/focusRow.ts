/** Moves the keyboard to a row of the list, if it is on the page. */

/** Rows carry their place in the list as `data-index`; the link in them is what takes the focus. */
export function focusRow(index: number): boolean {
  const link = document.querySelector<HTMLElement>(`[data-index="${index}"] a`);
  link?.focus({ preventScroll: true });
  return link !== null;
}

/** The place in the list of the row that has the focus. */
export function focusedRow(): number | undefined {
  const row = document.activeElement?.closest<HTMLElement>("[data-index]");
  return row ? Number(row.dataset.index) : undefined;
}
