/** A part of the page of a model. */
import { type ReactNode, useId } from "react";

export function Section({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0">
      <h2 id={id} className="border-b border-line pb-1.5 text-14 font-semibold">
        {title}
      </h2>
      {note && <p className="mt-2 max-w-3xl text-13 text-muted">{note}</p>}
      {children}
    </section>
  );
}
