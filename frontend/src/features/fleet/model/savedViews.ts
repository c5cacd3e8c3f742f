/** Views of the fleet that a person gave a name, kept in this browser. */
import { useState } from "react";
import * as z from "zod/mini";
import { remember, remembered } from "@/lib/preferences";
import { useUser } from "@/session/SessionContext";

const SavedView = z.object({ name: z.string(), search: z.string() });
export type SavedView = z.infer<typeof SavedView>;

const SavedViews = z.array(SavedView);

function read(user: number): SavedView[] {
  try {
    return SavedViews.parse(JSON.parse(remembered(`views.${user}`) ?? "[]"));
  } catch {
    return [];
  }
}

export interface SavedViewsControl {
  views: SavedView[];
  /** Keeps the view under a name; one of the same name is replaced. */
  save: (view: SavedView) => void;
  rename: (from: string, to: string) => void;
  remove: (name: string) => void;
}

export function useSavedViews(): SavedViewsControl {
  const user = useUser()?.id ?? 0;
  const [views, setViews] = useState(() => read(user));
  const put = (next: SavedView[]) => {
    const sorted = next.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    remember(`views.${user}`, sorted.length > 0 ? JSON.stringify(sorted) : null);
    setViews(sorted);
  };
  const without = (...names: string[]) => views.filter(({ name }) => !names.includes(name));
  return {
    views,
    save: (view) => put([...without(view.name), view]),
    rename: (from, to) => {
      const view = views.find(({ name }) => name === from);
      if (view) put([...without(from, to), { ...view, name: to }]);
    },
    remove: (name) => put(without(name)),
  };
}
