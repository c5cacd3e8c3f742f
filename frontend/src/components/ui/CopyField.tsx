/** A text to take away, with a button that copies it and says so. */
import { Check, Copy } from "lucide-react";
import { Fragment, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";

const SAID_MS = 2_000;

export function CopyField({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation();
  const code = useRef<HTMLElement>(null);
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SAID_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      // Without permission for the clipboard the text is selected, ready for Ctrl+C.
      if (code.current) getSelection()?.selectAllChildren(code.current);
    }
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
        <Button look="quiet" onClick={copy} aria-label={`${t("action.copy")}: ${label}`}>
          {copied ? (
            <Check aria-hidden className="size-4 text-good" />
          ) : (
            <Copy aria-hidden className="size-4" />
          )}
          <span aria-live="polite">{copied ? t("action.copied") : t("action.copy")}</span>
        </Button>
      </div>
    </div>
  );
}
