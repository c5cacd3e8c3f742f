/** Which entries are shown, in the address. Days are the person's own, from midnight to midnight. */
import { momentsOf } from "@/lib/days";
import { useAddressFilters } from "@/lib/useAddressFilters";

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

export const useFilters = () => useAddressFilters(names);

/** As the server takes them. */
export function toQuery({ from, to, ...texts }: Filters): Record<string, string> {
  const given = Object.entries(texts)
    .map(([name, value]) => [name, value.trim()] as const)
    .filter(([, value]) => value !== "");
  return { ...Object.fromEntries(given), ...momentsOf({ from, to }) };
}
