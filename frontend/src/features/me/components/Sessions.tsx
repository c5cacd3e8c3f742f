/** Where one is signed in; any of them can be ended from here. */
import { Laptop, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/ui/Button";
import { Skeleton } from "@/components/ui/Skeleton";
import { ErrorState, FormError } from "@/components/ui/States";
import { When } from "@/components/ui/When";
import { useSession } from "@/session/SessionContext";
import { type SignedIn, useEndSession, useSessions } from "../api/me";
import { deviceOf } from "../model/device";

export function Sessions() {
  const sessions = useSessions();
  const end = useEndSession();
  if (!sessions.data)
    return sessions.error ? (
      <ErrorState error={sessions.error} onRetry={() => void sessions.refetch()} />
    ) : (
      <Skeleton className="h-24" />
    );
  return (
    <>
      <FormError error={end.error} />
      <ul className="divide-y divide-line border-y border-line">
        {sessions.data.map((one) => (
          <SessionRow
            key={one.id}
            session={one}
            ending={end.isPending && end.variables === one.id}
            onEnd={() => end.mutate(one.id)}
          />
        ))}
      </ul>
    </>
  );
}

interface RowProps {
  session: SignedIn;
  ending: boolean;
  onEnd: () => void;
}

function SessionRow({ session: { user_agent, address, last_used_at, current }, ending, onEnd }: RowProps) {
  const { t } = useTranslation();
  const session = useSession();
  const Sign = /Mobile|Android|iPhone/.test(user_agent) ? Smartphone : Laptop;
  const device = deviceOf(user_agent);
  return (
    <li className="flex items-center gap-3 py-2">
      <Sign aria-hidden className="size-5 shrink-0 text-muted" />
      <span className="min-w-0 grow">
        <span className="block truncate font-medium" title={user_agent}>
          {device}
          {current && <span className="font-normal text-good"> · {t("account.thisOne")}</span>}
        </span>
        <span className="block truncate text-12 text-muted">
          {address} · {t("account.lastUsed")} <When at={last_used_at} />
        </span>
      </span>
      {current ? (
        <Button onClick={() => void session.signOut()}>{t("me.signOut")}</Button>
      ) : (
        <Button disabled={ending} aria-label={`${t("account.end")}: ${device}`} onClick={onEnd}>
          {ending ? t("account.working") : t("account.end")}
        </Button>
      )}
    </li>
  );
}
