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

/** The messages, and what stands among them. Fires `link` before a link is followed. */
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

  protected override updated(): void {
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
        @load=${{ handleEvent: () => this.updated(), capture: true }}
      >
        ${repeat(
          entries,
          ({ key }) => key,
          (entry, index) => this.entry(entry, entries, index),
        )}
        ${this.below(entries)}
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
      ${this.asksRating(entries) ? this.rating() : nothing}
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
    return typing !== null || (asked && owner === "bot") || (phase === "opening" && !timeline.last);
  }

  private dots(): TemplateResult {
    const by = this.conversation.typing ?? "bot";
    return html`<div class="row ${by}">
      <div class="bubble dots">
        <span class="unseen">${this.say("typing", { author: this.say(`author_${by}`) })}</span>
        <i></i><i></i><i></i>
      </div>
    </div>`;
  }

  private asksRating(entries: readonly Entry[]): boolean {
    const { conversation } = this;
    if (conversation.isRated || !conversation.isBegun) return false;
    const last = entries[entries.length - 1];
    const saidGoodbye = last?.kind === "message" && last.message.response === GOODBYE;
    return conversation.owner === "closed" || saidGoodbye;
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
      download(attachment.name, await this.pictures.whole(attachment));
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      this.conversation.emit("error", { code: error.code });
    }
  }

  private scrolled(): void {
    const log = this.scroller;
    if (!log) return;
    this.isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR;
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
