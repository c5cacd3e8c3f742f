/** "Too many attempts": how long to wait, counted down, where the server said so. */
import { Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { useNow } from "@/lib/useNow";

/** Whole seconds until the server answers again; 0 when nothing says to wait. */
export function useWait(error: unknown): number {
  const until = error instanceof Problem ? (error.retryAt ?? 0) : 0;
  return useNow((now) => Math.max(0, Math.ceil((until - now) / 1_000)));
}

export function TryLater({ seconds }: { seconds: number }) {
  const { t } = useTranslation();
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <div className="flex items-start gap-2 rounded-ui bg-attention-soft px-3 py-2 text-13 text-attention">
      <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>
        <span role="alert">{t("tryLater.why")}</span> <span role="timer">{t("tryLater.wait", { clock })}</span>
      </p>
    </div>
  );
}
