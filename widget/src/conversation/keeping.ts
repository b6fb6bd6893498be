import type { Outgoing } from "./message";

/**
 * What stays on disk: the conversation's token, how far it was read, and what is not sent yet.
 *
 * In localStorage, so that a customer who comes back, or opens a second tab, finds the same
 * conversation. The messages themselves are never written. A signed-in customer's token opens
 * nothing without the shop's own once its fifteen minutes are over; signing out clears all of it.
 */
export interface Kept {
  conversation_id: string;
  token: string;
  expires_at: string;
  signed: boolean;
  seen: number;
  rated: boolean;
}

export class Keeping {
  private readonly name: string;

  constructor(server: string, channel: string) {
    this.name = `support-chat:${channel}:${server}`;
  }

  read(): Kept | null {
    return this.get<Kept>("");
  }

  write(kept: Kept): void {
    this.set("", kept);
  }

  /** What waits to be sent in a conversation. */
  readQueue(conversation: string): Outgoing[] {
    return this.get<Outgoing[]>(`:${conversation}`) ?? [];
  }

  writeQueue(conversation: string, queue: readonly Outgoing[]): void {
    if (queue.length) this.set(`:${conversation}`, queue);
    else this.remove(`:${conversation}`);
  }

  readSound(): boolean {
    return this.get<boolean>(":sound") ?? false;
  }

  writeSound(on: boolean): void {
    this.set(":sound", on);
  }

  /** Forgets the conversation and all that waited in it. */
  clear(): void {
    try {
      for (const name of Object.keys(localStorage)) {
        const ours = name === this.name || name.startsWith(`${this.name}:`);
        if (ours && name !== `${this.name}:sound`) localStorage.removeItem(name);
      }
    } catch {
      // No storage: nothing was kept.
    }
  }

  /** Calls back when another tab changed what is kept. Gives the function that ends it. */
  onChange(listener: (kept: Kept | null) => void): () => void {
    const heard = (event: StorageEvent) => {
      if (event.key === this.name || event.key === null) listener(this.read());
    };
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  }

  private get<Value>(suffix: string): Value | null {
    try {
      return JSON.parse(localStorage.getItem(this.name + suffix) ?? "null") as Value | null;
    } catch {
      return null;
    }
  }

  private set(suffix: string, value: unknown): void {
    try {
      localStorage.setItem(this.name + suffix, JSON.stringify(value));
    } catch {
      // Full, or forbidden by the browser: the conversation lasts as long as the page.
    }
  }

  private remove(suffix: string): void {
    try {
      localStorage.removeItem(this.name + suffix);
    } catch {
      // As above.
    }
  }
}
