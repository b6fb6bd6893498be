const PATIENCE_MS = 5000;

/** Asks the app for its customer's token and waits for the answer, which comes as a message. */
export class TokenDesk {
  private waiting: ((token: string | null) => void)[] = [];
  private unasked: string | null | undefined;
  private isSilent = false;

  constructor(private readonly want: () => void) {}

  /** The token; null where nobody is signed in, or the app doesn't answer. */
  ask(): Promise<string | null> {
    // A token that came by itself is the answer to what is asked next.
    if (this.unasked !== undefined) {
      const token = this.unasked;
      this.unasked = undefined;
      return Promise.resolve(token);
    }
    if (this.isSilent) return Promise.resolve(null);
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) this.want();
      setTimeout(() => {
        if (!this.waiting.includes(resolve)) return;
        this.isSilent = true;
        this.answer(null);
      }, PATIENCE_MS);
    });
  }

  /** Takes a token. Gives whether somebody had asked for it. */
  take(token: string | null): boolean {
    this.isSilent = false;
    if (this.waiting.length) {
      this.answer(token);
      return true;
    }
    this.unasked = token;
    return false;
  }

  private answer(token: string | null): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve(token);
  }
}
