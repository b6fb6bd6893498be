/** Asks the shop's page for its customer's token. Null where nobody is signed in. */
export type TokenCallback = () => Promise<string | null> | string | null;

const EARLY_MS = 30_000;
/** A page that gives no answer for so long has nobody signed in. */
const PATIENCE_MS = 10_000;

/** Who the page says is signed in: holds the shop's token, and asks for a new one when it expires. */
export class Identity {
  private token: string | null = null;
  private asking: Promise<string | null> | null = null;

  constructor(
    private callback: TokenCallback | null,
    private readonly expired: () => void,
    private readonly now: () => number = Date.now,
  ) {}

  get isKnown(): boolean {
    return this.callback !== null;
  }

  set(callback: TokenCallback | null): void {
    this.callback = callback;
    this.token = null;
    this.asking = null;
  }

  /** A token that is good for a moment yet, or null where nobody is signed in. */
  async get(): Promise<string | null> {
    if (this.callback === null) return null;
    if (this.token !== null && expiry(this.token) - EARLY_MS > this.now()) return this.token;
    if (this.token !== null) this.expired();
    this.asking ??= this.ask();
    return this.asking;
  }

  /** The server took the token for expired: the next one is asked for anew. */
  refuse(): void {
    if (this.token !== null) this.expired();
    this.token = null;
  }

  private async ask(): Promise<string | null> {
    const callback = this.callback;
    try {
      const silence = new Promise<null>((done) => setTimeout(() => done(null), PATIENCE_MS));
      const token = (await Promise.race([callback?.(), silence])) || null;
      if (callback === this.callback) this.token = token;
      return token;
    } catch {
      return null;
    } finally {
      this.asking = null;
    }
  }
}

/** When a token expires, in milliseconds since 1970; 0 where it does not say. */
export function expiry(token: string): number {
  try {
    const payload = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const { exp } = JSON.parse(atob(payload)) as { exp?: unknown };
    return typeof exp === "number" ? exp * 1000 : 0;
  } catch {
    return 0;
  }
}
