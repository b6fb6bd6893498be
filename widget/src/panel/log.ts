import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { CallFailed } from "../conversation/api";
import type { Conversation } from "../conversation/conversation";
import type { Attachment, Message } from "../conversation/message";
import { Pictures } from "../conversation/pictures";
import type { Entry } from "../conversation/timeline";
import { day, isSameDay } from "../text/dates";
import { download } from "../text/transcript";
import type { Say } from "../text/words";
import { base } from "./base-styles";
import { downIcon } from "./icons";
import { logStyles } from "./log-styles";
import { type MessageScene, messageView, outgoingView } from "./message-view";
import { orderStyles } from "./order-styles";

/** How far from its end the log still counts as read to the end, in pixels. */
const NEAR = 80;
const GOODBYE = "utter_goodbye";

/**
 * The messages, and what stands among them. Fires `link` before a link is followed, `view` with a
 * picture that is to be looked at, and `chosen` after a choice.
 */
export class Log extends LitElement {
  static override styles = [base, logStyles, orderStyles];
  static override properties = {
    say: { attribute: false },
    language: { attribute: false },
    conversation: { attribute: false },
    isBehind: { state: true },
    isThanked: { state: true },
  };

  declare say: Say;
  declare language: string;
  declare conversation: Conversation;
  /** Whether there is something new below what is seen. */
  declare isBehind: boolean;
  declare isThanked: boolean;
  private isAtEnd = true;
  private topBefore = 0;
  private pictures = new Pictures(
    (id, thumbnail) =>
      this.conversation.access.with((token) =>
        this.conversation.api.attachment(token, id, thumbnail),
      ),
    () => this.requestUpdate(),
  );

  constructor() {
    super();
    this.isBehind = false;
    this.isThanked = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.pictures.clear();
  }

  /** Shows the end, and stays there. */
  readonly toEnd = (): void => {
    this.isAtEnd = true;
    this.isBehind = false;
    this.requestUpdate();
  };

  private get scroller(): HTMLElement | null {
    return this.renderRoot.querySelector(".log");
  }

  protected override firstUpdated(): void {
    // Pictures that arrive, the question at the end, the keyboard: all change what is at the end.
    const watcher = new ResizeObserver(() => this.keepEnd());
    for (const name of [".log", ".content"]) {
      const part = this.renderRoot.querySelector(name);
      if (part) watcher.observe(part);
    }
  }

  protected override updated(): void {
    this.keepEnd();
  }

  private keepEnd(): void {
    const log = this.scroller;
    if (!log) return;
    if (this.isAtEnd) log.scrollTop = log.scrollHeight;
    else if (log.scrollHeight - log.scrollTop - log.clientHeight > NEAR) this.isBehind = true;
  }

  protected override render(): TemplateResult {
    const { say, conversation } = this;
    const entries = conversation.timeline.entries();
    return html`<div
        class="log"
        role="log"
        aria-live="polite"
        aria-label=${say("log")}
        aria-busy=${conversation.phase === "opening"}
        tabindex="0"
        @scroll=${this.scrolled}
        @click=${this.clicked}
      >
        <div class="content">
          ${repeat(
            entries,
            ({ key }) => key,
            (entry, index) => this.entry(entry, entries, index),
          )}
          ${this.below(entries)}
        </div>
      </div>
      ${
        this.isBehind
          ? html`<button type="button" class="jump" @click=${this.toEnd}>${downIcon}<span>${say("jump")}</span></button>`
          : nothing
      }`;
  }

  private entry(entry: Entry, all: readonly Entry[], index: number) {
    const scene = this.scene();
    const before = all[index - 1];
    const next = all[index + 1];
    const moment = momentOf(entry);
    const isNewDay = !before || !isSameDay(momentOf(before), moment);
    const isFirstAgent =
      authorOf(entry) === "agent" && !all.slice(0, index).some((one) => authorOf(one) === "agent");
    const isLast =
      !next || authorOf(next) !== authorOf(entry) || !isSameDay(momentOf(next), moment);
    const answer = all.slice(index + 1).find((one) => authorOf(one) === "customer");
    return html`${
      isNewDay ? html`<p class="day">${day(moment, this.language, new Date())}</p>` : nothing
    }${isFirstAgent ? html`<p class="event">${scene.say("taken_over")}</p>` : nothing}${
      entry.kind === "outgoing"
        ? outgoingView(entry.outgoing, scene)
        : messageView(entry.message, scene, { isLast, answer: answer ? textOf(answer) : null })
    }`;
  }

  /** What stands below the last message. */
  private below(entries: readonly Entry[]): TemplateResult {
    const { say, conversation } = this;
    const { owner, phase } = conversation;
    const hasAgent = entries.some((one) => authorOf(one) === "agent");
    return html`
      ${owner === "queue" ? html`<p class="event">${say("in_queue")}</p>` : nothing}
      ${owner === "agent" && !hasAgent ? html`<p class="event">${say("taken_over")}</p>` : nothing}
      ${this.writing ? this.dots() : nothing}
      ${this.asksRating ? this.rating() : nothing}
      ${this.isThanked ? html`<p class="event">${say("rating_thanks")}</p>` : nothing}
      ${
        owner === "closed"
          ? html`<p class="event">${say("closed")}</p>
              <button type="button" class="again" @click=${() => conversation.restart()}>${say("begin_again")}</button>`
          : nothing
      }
      ${
        phase === "failed"
          ? html`<p class="event">${say("failed_text")}</p>
              <button type="button" class="again" @click=${() => conversation.open()}>${say("try_again")}</button>`
          : nothing
      }
    `;
  }

  private get writing(): boolean {
    const { typing, owner, outbox, timeline, phase } = this.conversation;
    const asked = outbox.isSending && timeline.outgoing.some(({ state }) => state === "sending");
    return (
      typing.author !== null ||
      (asked && owner === "bot") ||
      (phase === "opening" && !timeline.last)
    );
  }

  private dots(): TemplateResult {
    const by = this.conversation.typing.author ?? "bot";
    return html`<div class="row ${by}">
      <div class="bubble dots">
        <span class="unseen">${this.say("typing", { author: this.say(`author_${by}`) })}</span>
        <i></i><i></i><i></i>
      </div>
    </div>`;
  }

  private get asksRating(): boolean {
    const { isRated, isBegun, owner, timeline } = this.conversation;
    if (isRated || !isBegun) return false;
    return owner === "closed" || timeline.messages.pop()?.response === GOODBYE;
  }

  private rating(): TemplateResult {
    return html`<support-chat-rating
      .say=${this.say}
      .conversation=${this.conversation}
      @rated=${() => {
        this.isThanked = true;
      }}
    ></support-chat-rating>`;
  }

  private scene(): MessageScene {
    const { conversation, pictures, language, say } = this;
    return {
      say,
      language,
      pictures,
      choose: (_, choice) => {
        conversation.send(choice.label, [], choice);
        this.toEnd();
        this.dispatchEvent(new Event("chosen"));
      },
      resend: ({ client_id }) => conversation.outbox.resend(client_id),
      discard: ({ client_id }) => conversation.outbox.discard(client_id),
      openFile: (attachment) => void this.openFile(attachment),
    };
  }

  private async openFile(attachment: Attachment): Promise<void> {
    try {
      const file = await this.pictures.whole(attachment);
      if (attachment.content_type.startsWith("image/")) {
        this.dispatchEvent(new CustomEvent("view", { detail: { name: attachment.name, file } }));
      } else download(attachment.name, file);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      this.conversation.emit("error", { code: error.code });
    }
  }

  private scrolled(): void {
    const log = this.scroller;
    if (!log) return;
    const isNear = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
    // Only who scrolls up leaves the end: what grows below has moved nobody.
    if (isNear) this.isAtEnd = true;
    else if (log.scrollTop < this.topBefore) this.isAtEnd = false;
    this.topBefore = log.scrollTop;
    if (this.isAtEnd) this.isBehind = false;
  }

  private clicked(event: Event): void {
    const link = (event.target as Element).closest("a");
    if (!link) return;
    const told = new CustomEvent("link", {
      detail: link.href,
      cancelable: true,
      bubbles: true,
      composed: true,
    });
    if (!this.dispatchEvent(told)) event.preventDefault();
  }
}

const authorOf = (entry: Entry): Message["author"] =>
  entry.kind === "message" ? entry.message.author : "customer";

const momentOf = (entry: Entry): string =>
  entry.kind === "message" ? entry.message.sent_at : entry.outgoing.created_at;

const textOf = (entry: Entry): string =>
  entry.kind === "message" ? entry.message.text : entry.outgoing.text;
