/** A page that arrives when it is asked for. */
import { type ComponentType, lazy } from "react";

export function lazyPage<N extends string>(name: N, load: () => Promise<Record<N, ComponentType>>) {
  return lazy(async () => ({ default: (await load())[name] }));
}
