import type { Access } from "./access";
import type { Timeline } from "./timeline";

/** How many messages nobody has looked at; how far they were read stays on disk. */
export class Unread {
  private before = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly access: Access,
    private readonly told: { unread(count: number): void; seen(seq: number): void },
  ) {}

  get count(): number {
    const seen = this.access.kept?.seen ?? 0;
    return this.timeline.messages.filter(({ author, seq }) => author !== "customer" && seq > seen)
      .length;
  }

  /** Counts anew; what is looked at is read. */
  tell(isWatched: boolean): void {
    const { last } = this.timeline;
    if (isWatched && last > (this.access.kept?.seen ?? 0)) {
      this.access.save({ seen: last });
      this.told.seen(last);
    }
    const { count } = this;
    if (count !== this.before) this.told.unread(count);
    this.before = count;
  }
}
