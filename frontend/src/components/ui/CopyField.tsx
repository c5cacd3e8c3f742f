/** A text to take away, with a button that copies it and says so. */
import { Fragment, useRef } from "react";
import { CopyButton } from "./CopyButton";

export function CopyField({ label, text }: { label: string; text: string }) {
  const code = useRef<HTMLElement>(null);

  // Without permission for the clipboard the text is selected, ready for Ctrl+C.
  const select = () => {
    if (code.current) getSelection()?.selectAllChildren(code.current);
  };

  return (
    <div>
      <div className="mb-1 text-13 font-medium">{label}</div>
      <div className="flex items-start gap-2 rounded-ui border border-line bg-sunken p-1 pl-3">
        <code ref={code} className="grow self-center py-1 font-mono text-13 wrap-anywhere">
          {/* A line may end between words, but not inside `--option`. */}
          {text.split(" ").map((word, place) => (
            <Fragment key={place}>
              <span className="inline-block max-w-full">{word}</span>{" "}
            </Fragment>
          ))}
        </code>
        <CopyButton name={label} text={text} onRefused={select} />
      </div>
    </div>
  );
}
