/** The server wants no more tries for a while: how long, counted down. */
import { Hourglass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNow } from "@/lib/useNow";

interface Props {
  /** By the server's clock. */
  until: number;
  /** Tries to sign in, not just any requests. */
  signIn: boolean;
}

export function TryLater({ until, signIn }: Props) {
  const { t } = useTranslation();
  const seconds = useNow((now) => Math.max(0, Math.ceil((until - now) / 1_000)));
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <div className="flex items-start gap-2 rounded-ui bg-attention-soft px-3 py-2 text-13 text-attention">
      <Hourglass aria-hidden className="mt-0.5 size-4 shrink-0" />
      <p>
        {/* Heard once; the clock is seen, and read aloud only to who asks. */}
        <span role="alert">{signIn ? t("tryLater.signIn") : t("tryLater.requests")}</span>{" "}
        <span role="timer">{seconds > 0 ? t("tryLater.wait", { clock }) : t("tryLater.now")}</span>
      </p>
    </div>
  );
}
