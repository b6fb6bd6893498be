/** Emits events to whoever listens, with their types. */
export class Emitter<Events extends object> {
  private listeners = new Map<keyof Events, Set<(detail: never) => void>>();

  /** Listens. Gives the function that ends it. */
  on<Name extends keyof Events>(name: Name, listener: (detail: Events[Name]) => void): () => void {
    const found = this.listeners.get(name) ?? new Set();
    this.listeners.set(name, found);
    found.add(listener as (detail: never) => void);
    return () => found.delete(listener as (detail: never) => void);
  }

  emit<Name extends keyof Events>(name: Name, detail: Events[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) listener(detail as never);
  }
}
