/** Copies a text and says so. */
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";

const SAID_MS = 2_000;

interface Props {
  /** What is copied, for who does not see it. */
  name: string;
  text: string;
  /** The browser gave no access to its clipboard. */
  onRefused?: () => void;
}

export function CopyButton({ name, text, onRefused }: Props) {
  const { t } = useTranslation();
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
      onRefused?.();
    }
  };

  return (
    <Button look="quiet" onClick={() => void copy()} aria-label={`${t("action.copy")}: ${name}`}>
      {copied ? <Check aria-hidden className="size-4 text-good" /> : <Copy aria-hidden className="size-4" />}
      <span aria-live="polite">{copied ? t("action.copied") : t("action.copy")}</span>
    </Button>
  );
}
