/** Days as the server takes them: moments, from the person's own midnight to the midnight after the last day. */
export function momentsOf(days: { from: string; to: string }): { from?: string; to?: string } {
  const from = midnight(days.from, 0);
  const to = midnight(days.to, 1);
  return { ...(from ? { from } : {}), ...(to ? { to } : {}) };
}

function midnight(day: string, later: number): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return undefined;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
