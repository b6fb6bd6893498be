import { CallFailed } from "./api";
import type { Attachment, Outgoing, Replies } from "./message";
import type { Timeline } from "./timeline";

const MOST_TRIES = 4;
const LONGEST_MS = 30_000;

/** What the outbox needs of its conversation. */
export interface OutboxHome {
  readonly timeline: Timeline;
  /** Whether there is a conversation to send to. */
  isOpen(): boolean;
  deliver(outgoing: Outgoing): Promise<Replies>;
  answered(replies: Replies): void;
  keep(queue: readonly Outgoing[]): void;
  lost(): void;
  refused(failure: CallFailed): void;
  changed(): void;
}

/**
 * Sends the customer's messages one after the other, in order. What can't go waits and is tried
 * again under the same client_id, so nothing arrives twice; what the server refuses stays, to be
 * sent again by hand or taken away.
 */
export class Outbox {
  private running = false;
  private tries = 0;
  private timer = 0;

  constructor(private readonly home: OutboxHome) {}

  /** Whether a message is on its way. */
  get isSending(): boolean {
    return this.running;
  }

  add(text: string, attachments: Attachment[] = [], choice?: string): Outgoing {
    const outgoing: Outgoing = {
      client_id: crypto.randomUUID?.() ?? randomUuid(),
      text,
      attachments,
      created_at: new Date().toISOString(),
      state: "queued",
      ...(choice ? { choice } : {}),
    };
    this.home.timeline.outgoing.push(outgoing);
    this.save();
    void this.flush();
    return outgoing;
  }

  /** Takes up what an earlier page left unsent. */
  restore(queue: readonly Outgoing[]): void {
    const there = new Set([
      ...this.home.timeline.outgoing.map(({ client_id }) => client_id),
      ...this.home.timeline.messages.map(({ client_id }) => client_id),
    ]);
    for (const outgoing of queue) {
      if (there.has(outgoing.client_id)) continue;
      there.add(outgoing.client_id);
      const state = outgoing.state === "failed" ? "failed" : "queued";
      this.home.timeline.outgoing.push({ ...outgoing, state });
    }
    this.save();
    void this.flush();
  }

  resend(clientId: string): void {
    for (const outgoing of this.home.timeline.outgoing) {
      if (outgoing.client_id !== clientId) continue;
      outgoing.state = "queued";
      delete outgoing.reason;
    }
    this.tries = 0;
    this.save();
    void this.flush();
  }

  discard(clientId: string): void {
    const { timeline } = this.home;
    timeline.outgoing = timeline.outgoing.filter(({ client_id }) => client_id !== clientId);
    this.save();
  }

  /** Sends what waits, as far as it goes. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    if (this.running) return;
    this.running = true;
    try {
      while (this.home.isOpen()) {
        const next = this.home.timeline.outgoing.find(({ state }) => state === "queued");
        if (!next || !(await this.deliver(next))) break;
      }
    } finally {
      this.running = false;
      this.home.changed();
    }
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  /** Sends one. Gives whether the next one may follow. */
  private async deliver(outgoing: Outgoing): Promise<boolean> {
    outgoing.state = "sending";
    this.home.changed();
    try {
      const replies = await this.home.deliver(outgoing);
      outgoing.state = "sent";
      const first = Math.min(...replies.messages.map(({ seq }) => seq));
      outgoing.place = (Number.isFinite(first) ? first : this.home.timeline.last + 1) - 0.5;
      this.tries = 0;
      this.home.answered(replies);
      this.save();
      return true;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      this.putBack(outgoing, error);
      this.save();
      return !error.passes;
    }
  }

  private putBack(outgoing: Outgoing, error: CallFailed): void {
    this.tries += 1;
    const ours = error.status >= 500 && this.tries >= MOST_TRIES;
    if (!error.passes || ours) {
      outgoing.state = "failed";
      outgoing.reason = error.code;
      this.tries = 0;
      this.home.refused(error);
      return;
    }
    outgoing.state = "queued";
    if (error.status === 0) this.home.lost();
    const pause = Math.min(1000 * 2 ** this.tries, LONGEST_MS);
    this.timer = Number(
      setTimeout(() => void this.flush(), Math.max(pause, error.retryAfter * 1000)),
    );
  }

  private save(): void {
    this.home.keep(this.home.timeline.outgoing.filter(({ state }) => state !== "sent"));
    this.home.changed();
  }
}

// Pages without TLS have no crypto.randomUUID.
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
