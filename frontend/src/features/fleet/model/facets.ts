/** What can be picked in each filter: the values that kiosks of this fleet have. */
import type { Kiosk } from "@/api/types";
import type { Facet } from "./view";

type Facets = Record<Facet, string[]>;

const order = new Intl.Collator("es", { numeric: true, sensitivity: "base" });

export function facetsOf(kiosks: Kiosk[]): Facets {
  const found: Record<Facet, Set<string>> = { group: new Set(), tag: new Set(), model: new Set() };
  for (const { group, tags, model } of kiosks) {
    if (group) found.group.add(group);
    if (model) found.model.add(model);
    for (const tag of tags) found.tag.add(tag);
  }
  const sorted = (facet: Facet) => [...found[facet]].sort(order.compare);
  return { group: sorted("group"), tag: sorted("tag"), model: sorted("model") };
}
