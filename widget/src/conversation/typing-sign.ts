import type { Author } from "./message";

const SHOWN_MS = 6000;

/** Who is writing, as far as is known. The sign goes out by itself. */
export class TypingSign {
  author: Author | null = null;
  private timer = 0;

  constructor(private readonly changed: () => void) {}

  show(author: Author | null): void {
    if (author === "customer") return;
    clearTimeout(this.timer);
    this.author = author;
    if (author) this.timer = Number(setTimeout(() => this.show(null), SHOWN_MS));
    this.changed();
  }
}
