import type { Message, Outgoing } from "./message";

export type Entry =
  | { kind: "message"; key: string; message: Message }
  | { kind: "outgoing"; key: string; outgoing: Outgoing };

/** The messages of a conversation by their running number: no doubles, whatever order they come in. */
export class Timeline {
  private bySeq = new Map<number, Message>();
  /** Everything up to here was read, gaps included. */
  private floor = 0;
  outgoing: Outgoing[] = [];

  /** Takes messages in. Gives those that were not there before, by number. */
  merge(messages: readonly Message[]): Message[] {
    const fresh = messages.filter((message) => !this.bySeq.has(message.seq));
    for (const message of messages) {
      this.bySeq.set(message.seq, message);
      if (message.author === "customer") this.settle(message);
    }
    return fresh.sort((one, other) => one.seq - other.seq);
  }

  /** The same for an answer to "all after": what it does not hold is not there. */
  mergeAllAfter(after: number, messages: readonly Message[]): Message[] {
    const fresh = this.merge(messages);
    if (after <= this.after) {
      this.floor = messages.reduce((most, { seq }) => Math.max(most, seq), this.floor);
    }
    return fresh;
  }

  /** The number up to which nothing is missing: what to ask for is what comes after it. */
  get after(): number {
    let seq = this.floor;
    while (this.bySeq.has(seq + 1)) seq += 1;
    return seq;
  }

  get last(): number {
    return Math.max(this.floor, ...this.bySeq.keys());
  }

  /** Whether a message is missing before the last one. */
  get hasGap(): boolean {
    return this.after < this.last;
  }

  get messages(): Message[] {
    return [...this.bySeq.values()].sort((one, other) => one.seq - other.seq);
  }

  /** All there is to show, in order. What is not sent yet comes last. */
  entries(): Entry[] {
    const placed: [number, Entry][] = this.messages.map((message) => [
      message.seq,
      { kind: "message", key: message.client_id ?? message.id, message },
    ]);
    for (const outgoing of this.outgoing) {
      const entry: Entry = { kind: "outgoing", key: outgoing.client_id, outgoing };
      placed.push([outgoing.place ?? Number.POSITIVE_INFINITY, entry]);
    }
    // The sort is stable: what has no place keeps the order in which it was written.
    return placed
      .sort(([one], [other]) => (one === other ? 0 : one - other))
      .map(([, entry]) => entry);
  }

  clear(): void {
    this.bySeq.clear();
    this.outgoing = [];
    this.floor = 0;
  }

  /** The server shows a message of ours: it is outgoing no more. */
  private settle(message: Message): void {
    const found = this.outgoing.findIndex((one) =>
      message.client_id
        ? one.client_id === message.client_id
        : ["sending", "sent"].includes(one.state) && one.text.trim() === message.text.trim(),
    );
    if (found >= 0) this.outgoing.splice(found, 1);
  }
}
