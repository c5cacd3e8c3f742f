/** What an entry changed, field by field, from what was kept of before and after. */
export interface Change {
  field: string;
  before: string | undefined;
  after: string | undefined;
  /** Of lists: what came and what went. */
  added: string[];
  removed: string[];
}

type Fields = Record<string, unknown> | null;

export function changesOf(before: Fields, after: Fields): Change[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => {
    const [old, now] = [before?.[field], after?.[field]];
    const [oldList, newList] = [listOf(old), listOf(now)];
    return {
      field,
      before: textOf(old),
      after: textOf(now),
      added: oldList && newList ? newList.filter((one) => !oldList.includes(one)) : [],
      removed: oldList && newList ? oldList.filter((one) => !newList.includes(one)) : [],
    };
  });
}

function listOf(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
