import { type Api, CallFailed } from "./api";
import type { Identity } from "./identity";
import type { Keeping, Kept } from "./keeping";
import type { Context, Message, Opened } from "./message";

const RENEW_BEFORE_MS = 60_000;
const UNAUTHORIZED = 401;
/** What a gateway answers that knows no such call. */
const NO_SUCH_CALL = [404, 405];

/** The code of an answer that came after its conversation was left. */
export const LEFT = "left";

/** What access needs of its conversation. */
export interface AccessHome {
  channel: string;
  locale(): string;
  context(): Context | null;
  /** The conversation is open; `isNew` where it is another one than before. */
  opened(messages: Message[], language: string, isNew: boolean): void;
  renewed(token: string): void;
}

/** The right to a conversation: its token, kept, renewed in time, and joined to who signs in. */
export class Access {
  kept: Kept | null = null;
  private renewing: Promise<void> | null = null;
  private timer = 0;
  /** Counts the conversations that were left: what was asked for in an earlier one is void. */
  private era = 0;

  constructor(
    private readonly api: Api,
    private readonly identity: Identity,
    private readonly keeping: Keeping,
    private readonly home: AccessHome,
  ) {}

  /**
   * Goes on with the conversation that is kept, or begins one. Somebody else's, or one that wants
   * a customer who is not signed in any more, is forgotten.
   */
  async open(): Promise<void> {
    const kept = this.kept ?? this.keeping.read();
    const customer = await this.identity.get();
    if (kept) {
      try {
        const opened = await this.begin(customer, kept.token);
        this.adopt(opened, kept.signed);
        this.home.opened(opened.messages, opened.language, false);
        if (customer && !kept.signed) await this.join(customer);
        return;
      } catch (error) {
        if (!isRefused(error)) throw error;
        this.forget();
      }
    }
    await this.openNew(customer);
  }

  /** Begins another conversation, in the language that is asked for now. */
  async openNew(customer?: string | null): Promise<void> {
    const signed = customer === undefined ? await this.identity.get() : customer;
    const opened = await this.begin(signed);
    this.kept = null;
    this.adopt(opened, signed !== null);
    this.home.opened(opened.messages, opened.language, true);
  }

  /** Calls with a token that holds: where it is refused, with a new one, once more. */
  async with<Answer>(call: (token: string) => Promise<Answer>): Promise<Answer> {
    const token = this.kept?.token;
    if (!token) throw new CallFailed(0, "not_open");
    try {
      return await this.here(call(token));
    } catch (error) {
      if (!isRefused(error)) throw error;
      const before = this.kept?.conversation_id;
      if (this.kept?.token === token) await this.renew();
      if (!this.kept || this.kept.conversation_id !== before) throw error;
      return this.here(call(this.kept.token));
    }
  }

  /** Gets a new token; many callers at once get the same one. */
  renew(): Promise<void> {
    this.renewing ??= this.renewOnce().finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  /** Forgets the conversation here and on disk. */
  forget(): void {
    this.era += 1;
    clearTimeout(this.timer);
    this.kept = null;
    this.keeping.clear();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  save(changes: Partial<Kept>): void {
    if (!this.kept) return;
    this.kept = { ...this.kept, ...changes };
    this.keeping.write(this.kept);
  }

  /** An answer, as long as the conversation that asked for it is still the one. */
  private async here<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const { era } = this;
    const told = await answer;
    if (era !== this.era) throw new CallFailed(409, LEFT);
    return told;
  }

  private async begin(customer: string | null, resume?: string): Promise<Opened> {
    const context = this.home.context();
    const body = {
      channel: this.home.channel,
      locale: this.home.locale(),
      ...(context ? { context } : {}),
      ...(resume ? { resume } : {}),
    };
    try {
      return await this.here(this.api.begin(body, customer ?? undefined));
    } catch (error) {
      if (!isRefused(error) || !customer || error.code !== "expired_token") throw error;
      this.identity.refuse();
      const next = await this.identity.get();
      if (!next || next === customer) throw error;
      return this.here(this.api.begin(body, next));
    }
  }

  /** Joins an anonymous conversation to the customer who has signed in. */
  private async join(customer: string): Promise<void> {
    if (!this.kept) return;
    const before = this.kept.conversation_id;
    try {
      const joined = await this.here(this.api.identify(this.kept.token, customer));
      this.adopt(joined, true);
      if (joined.conversation_id === before) return;
      const { messages } = await this.here(this.api.read(joined.token, 0));
      this.home.opened(messages, joined.language, true);
    } catch (error) {
      if (!(error instanceof CallFailed) || error.passes || error.code === LEFT) throw error;
      // It is somebody's already: this customer gets one of their own.
      this.forget();
      await this.openNew(customer);
    }
  }

  private async renewOnce(): Promise<void> {
    if (!this.kept) return;
    const { token, signed } = this.kept;
    try {
      const customer = signed ? await this.identity.get() : null;
      const renewed = await this.here(this.api.renew(token, customer ?? undefined));
      this.adopt({ ...this.kept, ...renewed }, signed);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      const refused = error.status === UNAUTHORIZED;
      if (!refused && !NO_SUCH_CALL.includes(error.status)) throw error;
      if (signed && refused) this.identity.refuse();
      await this.open();
    }
    if (this.kept) this.home.renewed(this.kept.token);
  }

  private adopt(opened: Pick<Opened, "conversation_id" | "token" | "expires_at">, signed: boolean) {
    const { conversation_id, token, expires_at } = opened;
    const before = this.kept ?? this.keeping.read();
    const same = before?.conversation_id === conversation_id ? before : null;
    this.kept = {
      seen: 0,
      rated: false,
      ...same,
      conversation_id,
      token,
      expires_at,
      signed,
    };
    this.keeping.write(this.kept);
    clearTimeout(this.timer);
    const lasts = Date.parse(expires_at) - Date.now() - RENEW_BEFORE_MS;
    this.timer = Number(
      setTimeout(() => void this.renew().catch(() => undefined), Math.max(lasts, 5000)),
    );
  }
}

function isRefused(error: unknown): error is CallFailed {
  return error instanceof CallFailed && error.status === UNAUTHORIZED;
}
