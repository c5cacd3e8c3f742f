/** What stands where content would be: nothing yet, or something went wrong. */
import { RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { cx } from "@/lib/cx";
import { Button } from "./Button";
import { TryLater } from "./TryLater";

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** `h1` where it is all there is on the page. */
  heading?: "h1" | "h2";
}

/** Teaches what to do next. */
export function EmptyState({ title, children, action, heading: Heading = "h2" }: EmptyProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-4 py-16 text-center">
      <Heading className="text-16 font-semibold">{title}</Heading>
      {children && <div className="text-14 text-muted">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** An error in words: the server's own, or what to do when there was no answer. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    if (error instanceof Problem) return error.message || t("error.server", { status: error.status });
    return t("error.network");
  };
}

interface ErrorProps {
  error: unknown;
  onRetry?: () => void;
  compact?: boolean;
}

export function ErrorState({ error, onRetry, compact }: ErrorProps) {
  const { t } = useTranslation();
  const text = useErrorText()(error);
  const id = error instanceof Problem ? error.requestId : undefined;
  return (
    <div
      role="alert"
      className={cx(
        "flex flex-col items-center justify-center gap-2 px-4 text-center text-13",
        compact ? "h-full" : "py-16",
      )}
    >
      <p className="flex items-center gap-2">
        <TriangleAlert aria-hidden className="size-4 shrink-0 text-critical" />
        {text}
      </p>
      {id && !compact && <p className="text-12 text-muted">{t("error.reference", { id })}</p>}
      {onRetry && (
        <Button look={compact ? "quiet" : "secondary"} onClick={onRetry}>
          <RotateCw aria-hidden className="size-4" />
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}

/** One sentence above a form: why it was not accepted. */
export function FormError({ error }: { error: unknown }) {
  const text = useErrorText();
  if (!error) return null;
  if (error instanceof Problem && error.status === 429 && error.retryAt)
    return <TryLater until={error.retryAt} signIn={error.code === "login_locked"} />;
  return (
    <p
      role="alert"
      className="flex items-start gap-2 rounded-ui bg-critical-soft px-3 py-2 text-13 text-critical"
    >
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {text(error)}
    </p>
  );
}
