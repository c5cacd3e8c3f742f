/** Permissions in groups, as they are shown: those of a kind together, unknown ones at the end. */

/** By the part before the dot. */
const order = [
  "kiosks",
  "commands",
  "alerts",
  "visits",
  "rollouts",
  "payments",
  "reports",
  "notify",
  "ai",
  "assistant",
  "knowledge",
  "ml",
  "people",
  "users",
  "roles",
  "audit",
];

export interface Group {
  name: string;
  permissions: string[];
}

export function grouped(permissions: string[]): Group[] {
  const groups = new Map<string, string[]>();
  for (const permission of permissions) {
    const name = permission.split(".")[0] ?? permission;
    groups.set(name, [...(groups.get(name) ?? []), permission]);
  }
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...groups]
    .map(([name, members]) => ({ name, permissions: members.toSorted() }))
    .toSorted((a, b) => rank(a.name) - rank(b.name));
}
