import type { Author, Message, Owner } from "./message";

/** What the stream tells the conversation. */
export interface StreamListener {
  token(): string | null;
  after(): number;
  ready(owner: Owner | undefined): void;
  message(message: Message): void;
  typing(author: Author): void;
  owner(owner: Owner): void;
  /** The server refused the token. The stream comes back once the promise is done. */
  tokenRefused(): Promise<void>;
  /** No stream: read by asking, until it is back. */
  lost(): void;
}

type Frame =
  | { type: "ready"; owner?: Owner; last_seq: number }
  | { type: "message"; message: Message }
  | { type: "typing"; author: Author }
  | { type: "owner"; owner: Owner }
  | { type: "error"; error: { code: string } };

const LONGEST_MS = 30_000;
const LIMITED_MS = 60_000;
const TOKEN_REFUSED = 4401;
const TOO_MANY = 4429;

/** The WebSocket of a conversation: opens it, and again with growing pauses when it breaks. */
export class Stream {
  private socket: WebSocket | null = null;
  private timer = 0;
  private failures = 0;
  private stopped = true;
  private typingSent = 0;

  constructor(
    private readonly server: string,
    private readonly listener: StreamListener,
  ) {}

  start(): void {
    this.stopped = false;
    this.open();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.leave();
  }

  /** Tries at once, where it waits for its next try. */
  hurry(): void {
    if (this.stopped || this.socket) return;
    this.failures = 0;
    this.open();
  }

  /** Tells that the customer writes, every few seconds at most. */
  typing(now = Date.now()): void {
    if (now - this.typingSent < 4000) return;
    this.typingSent = now;
    this.send({ type: "typing" });
  }

  /** The customer has seen all messages up to this one: none of them needs a push. */
  seen(seq: number): void {
    this.send({ type: "seen", seq });
  }

  /** The token was renewed. */
  renewed(token: string): void {
    this.send({ type: "token", token });
  }

  private open(): void {
    clearTimeout(this.timer);
    this.leave();
    const token = this.listener.token();
    if (this.stopped || !token) return;
    let socket: WebSocket;
    try {
      socket = new WebSocket(`${this.server.replace(/^http/, "ws")}/api/v1/stream`);
    } catch {
      this.again();
      return;
    }
    this.socket = socket;
    socket.onopen = () =>
      socket.send(JSON.stringify({ token: this.listener.token(), after: this.listener.after() }));
    socket.onmessage = ({ data }) => this.take(String(data));
    socket.onclose = ({ code }) => {
      this.socket = null;
      void this.closed(code);
    };
  }

  private leave(): void {
    if (!this.socket) return;
    this.socket.onclose = null;
    this.socket.onmessage = null;
    this.socket.close();
    this.socket = null;
  }

  private send(frame: object): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private take(data: string): void {
    let frame: Frame;
    try {
      frame = JSON.parse(data) as Frame;
    } catch {
      return;
    }
    if (frame.type === "ready") {
      this.failures = 0;
      this.listener.ready(frame.owner);
    } else if (frame.type === "message") this.listener.message(frame.message);
    else if (frame.type === "typing") this.listener.typing(frame.author);
    else if (frame.type === "owner") this.listener.owner(frame.owner);
  }

  private async closed(code: number): Promise<void> {
    this.listener.lost();
    if (code === TOKEN_REFUSED) await this.listener.tokenRefused();
    this.again(code === TOO_MANY ? LIMITED_MS : 0);
  }

  private again(least = 0): void {
    if (this.stopped) return;
    const pause = Math.min(500 * 2 ** this.failures, LONGEST_MS);
    this.failures += 1;
    // Spread out, so that not all clients come back at once.
    this.timer = Number(
      setTimeout(() => this.open(), Math.max(least, pause * (0.5 + Math.random()))),
    );
  }
}
