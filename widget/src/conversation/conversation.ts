import { Access, LEFT } from "./access";
import { Api, CallFailed } from "./api";
import type { ConversationEvents, ConversationOptions } from "./conversation-events";
import { Emitter } from "./events";
import { Identity, type TokenCallback } from "./identity";
import { Keeping } from "./keeping";
import type { Attachment, Choice, Context, Message, Owner } from "./message";
import { Outbox } from "./outbox";
import { Reading } from "./reading";
import { Timeline } from "./timeline";
import { TypingSign } from "./typing-sign";
import { Unread } from "./unread";

const GAP_MS = 1500;
const RETRY_MS = 5000;
/** Under this name waits what was written before there was a conversation. */
const NOT_BEGUN = "new";

/** A customer's conversation: opens it or goes on with it, and keeps it up to date. */
export class Conversation extends Emitter<ConversationEvents> {
  readonly api: Api;
  readonly timeline = new Timeline();
  readonly outbox: Outbox;
  readonly access: Access;
  readonly keeping: Keeping;
  phase: "closed" | "opening" | "open" | "failed" = "closed";
  /** Why it could not be opened. */
  failure = "";
  owner: Owner = "bot";
  readonly typing = new TypingSign(() => this.changed());
  /** Whether the server can't be reached. */
  isLost = false;
  locale: string;
  private readonly identity: Identity;
  private readonly reading: Reading;
  context: Context;
  /** Whether the page has said what is at hand; else what the server knows stays. */
  private isContextTold: boolean;
  private contextSent: Context | null = null;
  private watched = false;
  private readonly news: Unread;
  private opening: Promise<void> | null = null;
  private timers = { gap: 0, retry: 0 };
  private readonly stopHearing: () => void;

  constructor(options: ConversationOptions) {
    super();
    this.api = new Api(options.server);
    this.context = { ...options.context };
    this.isContextTold = Object.keys(options.context).length > 0;
    this.locale = options.locale;
    this.keeping = new Keeping(options.server, options.channel);
    this.identity = new Identity(options.identify, () => this.emit("token-expired", undefined));
    this.access = new Access(this.api, this.identity, this.keeping, {
      channel: options.channel,
      locale: () => this.locale,
      context: () => {
        this.contextSent = this.context;
        return this.isContextTold ? this.context : null;
      },
      opened: (messages, language, isNew) => this.opened(messages, language, isNew),
      renewed: (token) => this.reading.renewed(token),
    });
    this.outbox = new Outbox({
      timeline: this.timeline,
      isOpen: () => this.phase === "open",
      deliver: (outgoing) => this.access.with((token) => this.api.send(token, outgoing)),
      answered: ({ messages, owner }) => this.take(messages, owner),
      keep: (queue) => this.keeping.writeQueue(this.id ?? NOT_BEGUN, queue),
      lost: () => this.setLost(true),
      refused: ({ code }) => code !== LEFT && this.emit("error", { code }),
      changed: () => this.changed(),
    });
    this.reading = new Reading(options.server, {
      token: () => this.access.kept?.token ?? null,
      after: () => this.timeline.after,
      ready: (owner) => this.take([], owner),
      message: (message) => this.take([message]),
      typing: (author) => this.typing.show(author),
      owner: (owner) => this.take([], owner),
      tokenRefused: () => this.access.renew().catch(() => undefined),
      catchUp: () => this.catchUp(),
      isWatched: () => this.watched,
    });
    this.news = new Unread(this.timeline, this.access, {
      unread: (count) => this.emit("unread", count),
      seen: (seq) => this.reading.seen(seq),
    });
    this.stopHearing = this.keeping.onChange((kept) => {
      if (this.phase !== "open" || !this.id) return;
      if (!kept) {
        this.reset();
        if (this.watched) void this.open();
      } else if (kept.conversation_id === this.id) {
        this.access.kept = kept;
        this.tellUnread();
      } else void this.reopen();
    });
  }

  get id(): string | undefined {
    return this.access.kept?.conversation_id;
  }

  get isRated(): boolean {
    return this.access.kept?.rated ?? false;
  }

  /** Whether the customer has said anything yet. */
  get isBegun(): boolean {
    const { messages, outgoing } = this.timeline;
    return outgoing.length > 0 || messages.some(({ author }) => author === "customer");
  }

  /** How many messages nobody has looked at. */
  get unread(): number {
    return this.news.count;
  }

  /** Opens the conversation, where it is not open. Never raises: see `phase`. */
  open(): Promise<void> {
    if (this.phase === "open") return Promise.resolve();
    this.opening ??= this.tryOpening(() => this.access.open());
    return this.opening;
  }

  /** Opens it anew, as whoever is signed in now. */
  reopen(): Promise<void> {
    this.access.kept = null;
    return this.tryOpening(() => this.access.open());
  }

  /** Leaves this conversation and begins another. */
  restart(): Promise<void> {
    this.reset();
    return this.tryOpening(() => this.access.openNew());
  }

  /** Who is signed in changes: an anonymous conversation becomes theirs. */
  async identify(callback: TokenCallback | null): Promise<void> {
    this.identity.set(callback);
    await this.opening;
    if (this.phase === "open") await this.reopen();
  }

  /** Ends it on the server, on screen and on disk. */
  async signOut(): Promise<void> {
    const token = this.access.kept?.token ?? this.keeping.read()?.token;
    this.reset();
    this.identity.set(null);
    // What is gone here is gone, whatever the server says.
    if (token) await this.api.signOut(token).catch(() => undefined);
  }

  /** Has all that belongs to the conversation erased. Raises {@link CallFailed}. */
  async erase(): Promise<void> {
    await this.access.with((token) => this.api.erase(token));
    this.reset();
  }

  async rate(rating: number, comment: string): Promise<void> {
    await this.access.with((token) => this.api.rate(token, rating, comment));
    this.dismissRating();
  }

  /** Asks for no rating any more. */
  dismissRating(): void {
    this.access.save({ rated: true });
    this.changed();
  }

  /** Another order is at hand, or none. */
  setOrder(number: string | null): Promise<void> {
    if ((number ?? undefined) === this.context.order_number) return Promise.resolve();
    const { order_number: _, ...rest } = this.context;
    return this.setContext(number ? { ...rest, order_number: number } : rest);
  }

  /** The page or app has other things at hand than before. */
  async setContext(context: Context): Promise<void> {
    this.context = context;
    this.isContextTold = true;
    this.changed();
    await this.opening;
    if (this.phase === "open" && this.contextSent !== context) await this.reopen();
  }

  /** Sends a message, as soon as that can be. */
  send(text: string, attachments: Attachment[] = [], choice?: Choice): void {
    this.outbox.add(text, attachments, choice?.id);
    if (this.phase === "closed" || this.phase === "failed") void this.open();
  }

  /** The customer writes. */
  writes(): void {
    if (this.owner !== "bot") this.reading.typing();
  }

  /** Whether somebody looks: what comes meanwhile is read. */
  watch(on: boolean): void {
    this.watched = on;
    if (on) this.reading.hurry();
    this.tellUnread();
  }

  stop(): void {
    this.reading.stop();
    this.outbox.stop();
    this.access.stop();
    this.stopHearing();
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
  }

  private async tryOpening(open: () => Promise<void>): Promise<void> {
    clearTimeout(this.timers.retry);
    if (this.phase !== "open") this.phase = "opening";
    this.changed();
    try {
      await open();
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      this.couldNotOpen(error);
    } finally {
      this.opening = null;
      this.changed();
    }
  }

  private couldNotOpen(error: CallFailed): void {
    if (error.code === LEFT) return;
    if (error.status === 0) this.setLost(true);
    if (this.phase !== "open") this.phase = "failed";
    this.failure = error.code;
    this.emit("error", { code: error.code });
    if (!error.passes) return;
    const pause = Math.max(RETRY_MS, error.retryAfter * 1000);
    this.timers.retry = Number(setTimeout(() => void this.open(), pause));
  }

  private opened(messages: Message[], language: string, isNew: boolean): void {
    // What was written before there was a conversation goes into it; what another conversation
    // left unsent does not: it may have been somebody else's.
    const waiting = isNew && this.phase !== "open" ? this.timeline.outgoing : [];
    if (isNew) this.timeline.clear();
    this.phase = "open";
    this.failure = "";
    this.locale = language;
    this.timeline.mergeAllAfter(0, messages);
    this.setLost(false);
    const queues = [NOT_BEGUN, this.id ?? NOT_BEGUN].map((name) => this.keeping.readQueue(name));
    this.keeping.writeQueue(NOT_BEGUN, []);
    this.outbox.restore([...waiting, ...queues.flat()]);
    this.reading.start();
    this.tellUnread();
  }

  private async catchUp(): Promise<void> {
    const after = this.timeline.after;
    try {
      const { messages, owner } = await this.access.with((token) => this.api.read(token, after));
      this.take(messages, owner, after);
      this.setLost(false);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.status === 0) this.setLost(true);
    }
  }

  private take(messages: Message[], owner?: Owner, after?: number): void {
    const fresh =
      after === undefined
        ? this.timeline.merge(messages)
        : this.timeline.mergeAllAfter(after, messages);
    if (owner) this.owner = owner;
    this.setLost(false);
    for (const message of fresh) {
      if (message.author === "customer") continue;
      if (message.author === this.typing.author) this.typing.show(null);
      this.emit("message", message);
    }
    clearTimeout(this.timers.gap);
    if (this.timeline.hasGap) {
      this.timers.gap = Number(setTimeout(() => void this.catchUp(), GAP_MS));
    }
    this.tellUnread();
    this.changed();
  }

  private setLost(lost: boolean): void {
    if (this.isLost === lost) return;
    this.isLost = lost;
    if (!lost) void this.outbox.flush();
    this.changed();
  }

  private tellUnread(): void {
    this.news.tell(this.watched && !document.hidden);
  }

  /** Nothing is on screen or on disk afterwards. */
  private reset(): void {
    this.reading.stop();
    this.outbox.stop();
    this.access.forget();
    this.timeline.clear();
    this.phase = "closed";
    this.owner = "bot";
    this.tellUnread();
    this.changed();
  }

  private changed(): void {
    this.emit("change", undefined);
  }
}
