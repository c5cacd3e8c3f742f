/** Where the focus goes when a dialog closes: back to what opened it, or into the page where that is gone. */
import { useState } from "react";

export function useOpener(): (event: Event) => void {
  const [opener] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    const there = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
    (there ? opener : document.getElementById("main"))?.focus({ preventScroll: true });
  };
}
