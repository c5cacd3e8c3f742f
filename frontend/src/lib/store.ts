/** The smallest observable: a set of listeners, in the shape `useSyncExternalStore` wants. */
export class Listeners<A extends unknown[] = []> {
  private readonly all = new Set<(...args: A) => void>();

  /** Adds a listener; call the answer to remove it. */
  readonly add = (listener: (...args: A) => void): (() => void) => {
    this.all.add(listener);
    return () => this.all.delete(listener);
  };

  readonly emit = (...args: A): void => {
    for (const listener of [...this.all]) listener(...args);
  };

  get size(): number {
    return this.all.size;
  }
}
