/** As many labels as the server prints at once. */
export const MOST_LABELS = 500;
