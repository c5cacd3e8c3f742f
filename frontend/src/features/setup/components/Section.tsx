/** A part of the set-up, with its heading. */
import { type ReactNode, useId } from "react";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="mb-3 border-b border-line pb-1.5 text-14 font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}
