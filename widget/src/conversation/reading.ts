import { Stream, type StreamListener } from "./stream";

const STREAM_PATIENCE_MS = 4000;
const WATCHED_MS = 3000;
const UNWATCHED_MS = 20_000;
const HIDDEN_MS = 60_000;

/** What reading needs of its conversation. */
export interface ReadingHome extends Omit<StreamListener, "lost"> {
  /** Reads what came since, by a call. Never raises. */
  catchUp(): Promise<void>;
  /** Whether the customer looks at the conversation. */
  isWatched(): boolean;
}

/** Gets what is new: by the stream, and by asking every few seconds where there is none. */
export class Reading {
  private readonly stream: Stream;
  private timer = 0;
  private streaming = false;
  private stopped = true;

  constructor(
    server: string,
    private readonly home: ReadingHome,
  ) {
    this.stream = new Stream(server, {
      token: () => home.token(),
      after: () => home.after(),
      ready: (owner) => {
        this.streaming = true;
        clearTimeout(this.timer);
        home.ready(owner);
      },
      message: (message) => home.message(message),
      typing: (author) => home.typing(author),
      owner: (owner) => home.owner(owner),
      tokenRefused: () => home.tokenRefused(),
      lost: () => {
        const was = this.streaming;
        this.streaming = false;
        if (was || !this.timer) this.askIn(0);
      },
    });
  }

  start(): void {
    this.stop();
    this.stopped = false;
    this.stream.start();
    // Something between may hold the socket open and let nothing through.
    this.askIn(STREAM_PATIENCE_MS);
    addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
  }

  stop(): void {
    this.stopped = true;
    this.streaming = false;
    this.stream.stop();
    clearTimeout(this.timer);
    this.timer = 0;
    removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
  }

  typing(): void {
    this.stream.typing();
  }

  seen(seq: number): void {
    this.stream.seen(seq);
  }

  renewed(token: string): void {
    this.stream.renewed(token);
  }

  /** Looks at once, where it would only look later. */
  readonly hurry = (): void => {
    if (this.stopped || document.hidden || this.streaming) return;
    this.stream.hurry();
    this.askIn(0);
  };

  private askIn(pause: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = Number(setTimeout(() => void this.ask(), pause));
  }

  private async ask(): Promise<void> {
    await this.home.catchUp();
    if (this.streaming || this.stopped) return;
    this.askIn(document.hidden ? HIDDEN_MS : this.home.isWatched() ? WATCHED_MS : UNWATCHED_MS);
  }
}
