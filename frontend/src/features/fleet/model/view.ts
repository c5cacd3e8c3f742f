/** How the fleet is looked at: search, filter and order, all of it in the address. */
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import type { KioskStatus } from "@/api/types";

export const statuses = [
  "online",
  "offline",
  "registered",
  "blocked",
  "maintenance",
  "restarting",
  "updating",
  "retired",
] as const satisfies KioskStatus[];

export const filters = ["attention", ...statuses] as const;
export type Filter = (typeof filters)[number];

export const sortKeys = [
  "urgency",
  "name",
  "location",
  "last_seen",
  "cpu_usage",
  "cpu_temp",
  "ram_usage",
  "disk_usage",
] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sort {
  key: SortKey;
  descending: boolean;
}

export interface View {
  text: string;
  filter: Filter | null;
  sort: Sort;
}

/** Worst first. */
export const defaultSort: Sort = { key: "urgency", descending: false };

export function parseView(params: URLSearchParams): View {
  const sort = params.get("sort") ?? "";
  const key = sortKeys.find((known) => known === sort.replace(/^-/, ""));
  return {
    text: params.get("q") ?? "",
    filter: filters.find((known) => known === params.get("status")) ?? null,
    sort: key ? { key, descending: sort.startsWith("-") } : defaultSort,
  };
}

export function writeSort({ key, descending }: Sort): string | null {
  return key === defaultSort.key ? null : `${descending ? "-" : ""}${key}`;
}

export function useView() {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => parseView(params), [params]);
  const set = (name: "q" | "status" | "sort", value: string | null) =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return {
    view,
    search: (text: string) => set("q", text),
    show: (filter: Filter | null) => set("status", filter),
    order: (sort: Sort) => set("sort", writeSort(sort)),
    reset: () => setParams({}, { replace: true }),
  };
}

/** The direction in which a measure is usually wanted: the highest first, who is silent longest first. */
export function firstDirection(key: SortKey): Sort {
  return { key, descending: key.endsWith("_usage") || key === "cpu_temp" };
}
