/** Which entries are shown, in the address. Days are the person's own, from midnight to midnight. */
import { useSearchParams } from "react-router";

const names = ["actor", "action", "target", "from", "to"] as const;
export type FilterName = (typeof names)[number];
export type Filters = Record<FilterName, string>;

/** What the server records; others can come with a later version. */
export const actions = [
  "login.succeeded",
  "login.failed",
  "login.locked",
  "session.logout",
  "session.ended",
  "session.reuse_detected",
  "profile.changed",
  "password.changed",
  "password.set",
  "password.reset_requested",
  "password.reset",
  "otp.set_up",
  "otp.enabled",
  "otp.disabled",
  "user.registered",
  "user.created",
  "user.changed",
  "user.deleted",
  "user.reopened",
  "user.demo_closed",
  "role.created",
  "role.changed",
  "role.deleted",
  "kiosk.registered",
  "kiosk.imported",
  "kiosk.changed",
  "kiosk.assigned",
  "kiosk.unassigned",
  "kiosk.enrolment_offered",
  "kiosk.enrolled",
  "kiosk.enrolled_again",
  "kiosk.retired",
  "model.promoted",
  "model.rolled_back",
  "model.settings_changed",
  "signing_key.rotated",
  "signing_key.revoked",
] as const;

export function useFilters() {
  const [params, setParams] = useSearchParams();
  const filters = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Filters;
  const set = (name: FilterName, value: string) =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  const active = names.some((name) => filters[name] !== "");
  return { filters, active, set, reset: () => setParams({}, { replace: true }) };
}

/** As the server takes them: moments instead of days, `to` the midnight after. */
export function toQuery({ from, to, ...texts }: Filters): Record<string, string> {
  const given = Object.entries(texts)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "");
  const since = midnight(from, 0);
  const until = midnight(to, 1);
  return {
    ...Object.fromEntries(given),
    ...(since ? { from: since } : {}),
    ...(until ? { to: until } : {}),
  };
}

function midnight(day: string, later: number): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return undefined;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
