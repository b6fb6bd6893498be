import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { CallFailed } from "../conversation/api";
import type { Conversation } from "../conversation/conversation";
import type { Message } from "../conversation/message";
import { chime } from "../text/sound";
import { download, transcript } from "../text/transcript";
import { loadWords, type Say, saying } from "../text/words";
import { base } from "./base-styles";
import type { Composer } from "./composer";
import { bubbleIcon, closeIcon, menuIcon } from "./icons";
import type { Log } from "./log";
import { menuStyles } from "./menu-styles";
import { eraseView, menuView } from "./menu-view";
import { panelStyles } from "./panel-styles";

const WORDS_AGAIN_MS = 5000;

/**
 * The open chat. Fires `close`, `language` (detail: the code) and `link` (detail: the address;
 * where it is prevented, the link is not followed).
 */
export class Panel extends LitElement {
  static override styles = [base, panelStyles, menuStyles];
  static override properties = {
    conversation: { attribute: false },
    language: { attribute: false },
    modal: { attribute: false },
    isPage: { attribute: false },
    closable: { attribute: false },
    say: { state: true },
    isMenuOpen: { state: true },
    isErasing: { state: true },
    notDone: { state: true },
    isDropping: { state: true },
  };

  declare conversation: Conversation;
  declare language: string;
  /** Whether it covers the page: then the focus stays within. */
  declare modal: boolean;
  /** Whether it is all that the page holds. */
  declare isPage: boolean;
  declare closable: boolean;
  declare private say: Say;
  declare private isMenuOpen: boolean;
  declare private isErasing: boolean;
  /** Whether what was asked for could not be done. */
  declare private notDone: boolean;
  declare private isDropping: boolean;
  private spokenBefore = "";
  private stopHearing: (() => void)[] = [];

  constructor() {
    super();
    this.say = () => "";
    this.language = "en";
    this.modal = false;
    this.isPage = false;
    this.closable = true;
    this.isMenuOpen = false;
    this.isErasing = false;
    this.notDone = false;
    this.isDropping = false;
    this.addEventListener("keydown", this.keydown);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopHearing = [
      this.conversation.on("change", () => this.changed()),
      this.conversation.on("message", (message) => this.heard(message)),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stopHearing) stop();
  }

  /** Puts the focus where the customer goes on: the field, or on touch screens the panel itself,
   * since the field would bring up the keyboard. */
  override focus(): void {
    void this.updateComplete.then(() => {
      const touch = matchMedia("(pointer: coarse)").matches;
      (touch ? this.find(".panel") : this.composer)?.focus();
    });
  }

  /** Shows all words in another language, and asks the bot to speak it. */
  async setLanguage(code: string): Promise<void> {
    const { conversation } = this;
    const before = this.language;
    this.show(code);
    if (code === before || conversation.phase !== "open") return;
    this.spokenBefore = code;
    if (!conversation.isBegun) return conversation.restart();
    const words = await loadWords(conversation.api.server, code).catch(() => null);
    if (words) conversation.send(saying(words)("speak"));
  }

  /** One step back: what lies above the conversation is closed, then the conversation itself. */
  goBack(): void {
    if (this.isErasing) void this.erase(false);
    else if (this.isMenuOpen) this.closeMenu();
    else if (this.closable) this.close();
  }

  private get composer(): Composer | null {
    return this.renderRoot.querySelector("support-chat-composer") as Composer | null;
  }

  private get log(): Log | null {
    return this.renderRoot.querySelector("support-chat-log") as Log | null;
  }

  private find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("language")) void this.learnWords();
  }

  protected override render(): TemplateResult {
    const { say, language, conversation } = this;
    return html`<section
      class="panel"
      role=${this.isPage ? "main" : "dialog"}
      tabindex="-1"
      aria-labelledby="name"
      aria-modal=${this.modal ? "true" : nothing}
      lang=${language}
      @dragover=${this.dragover}
      @dragleave=${this.dragleave}
      @drop=${this.drop}
    >
      ${this.head()}
      <p class="strip" role="status" ?hidden=${!conversation.isLost}>${conversation.isLost ? say("lost") : ""}</p>
      ${this.isMenuOpen ? this.menu() : nothing}
      <support-chat-log
        .say=${say}
        .language=${language}
        .conversation=${conversation}
        ?inert=${this.isErasing}
        @chosen=${() => this.composer?.focus()}
      ></support-chat-log>
      <support-chat-composer
        .say=${say}
        .language=${language}
        .conversation=${conversation}
        ?inert=${this.isErasing}
        @sent=${() => this.log?.toEnd()}
      ></support-chat-composer>
      ${this.isDropping ? html`<div class="veil drop" aria-hidden="true">${say("drop")}</div>` : nothing}
      ${this.isErasing ? eraseView(say, this.notDone, (yes) => void this.erase(yes)) : nothing}
    </section>`;
  }

  private head(): TemplateResult {
    const { say, conversation } = this;
    const { phase, owner } = conversation;
    const state = phase === "failed" ? "failed" : phase === "open" ? `owner_${owner}` : "opening";
    return html`<header ?inert=${this.isErasing}>
      <span class="avatar"><slot name="avatar">${bubbleIcon}</slot></span>
      <div class="who">
        <h2 id="name" aria-level=${this.isPage ? 1 : nothing}><slot name="title">${say("name")}</slot></h2>
        <p role="status">${say(state)}</p>
      </div>
      <button
        type="button"
        class="icon menu-button"
        aria-label=${say("menu")}
        title=${say("menu")}
        aria-expanded=${this.isMenuOpen}
        @click=${() => {
          this.isMenuOpen = !this.isMenuOpen;
        }}
      >
        ${menuIcon}
      </button>
      ${
        this.closable
          ? html`<button type="button" class="icon" aria-label=${say("close")} title=${say("close")} @click=${this.close}>
              ${closeIcon}
            </button>`
          : nothing
      }
    </header>`;
  }

  private menu(): TemplateResult {
    const { conversation } = this;
    return menuView({
      say: this.say,
      language: this.language,
      sound: conversation.keeping.readSound(),
      hasMessages: conversation.timeline.last > 0,
      setLanguage: (code) => {
        this.closeMenu();
        void this.setLanguage(code);
      },
      setSound: (on) => {
        conversation.keeping.writeSound(on);
        if (on) chime();
      },
      save: () => {
        this.closeMenu();
        const text = transcript(conversation.timeline.messages, this.say, this.language);
        download(`${this.say("transcript_file")}.txt`, new Blob([text], { type: "text/plain" }));
      },
      erase: () => {
        this.isMenuOpen = false;
        this.notDone = false;
        this.isErasing = true;
        void this.updateComplete.then(() => this.find(".asking button")?.focus());
      },
    });
  }

  private async erase(yes: boolean): Promise<void> {
    try {
      if (yes) await this.conversation.erase();
      this.isErasing = false;
      await this.updateComplete;
      this.find(".menu-button")?.focus();
      if (yes) void this.conversation.open();
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      this.notDone = true;
    }
  }

  private closeMenu(): void {
    if (!this.isMenuOpen) return;
    this.isMenuOpen = false;
    this.find(".menu-button")?.focus();
  }

  private close(): void {
    this.isMenuOpen = false;
    this.dispatchEvent(new Event("close"));
  }

  private show(code: string): void {
    this.language = code;
    this.conversation.locale = code;
    this.dispatchEvent(new CustomEvent("language", { detail: code }));
  }

  private changed(): void {
    this.followLanguage();
    this.requestUpdate();
    this.log?.requestUpdate();
    this.composer?.requestUpdate();
  }

  /** When the bot changes its language, so do the words around. */
  private followLanguage(): void {
    const { messages } = this.conversation.timeline;
    const spoken = messages.filter(({ author }) => author === "bot").pop()?.language ?? "";
    if (spoken && spoken !== this.spokenBefore && spoken !== this.language) this.show(spoken);
    if (spoken) this.spokenBefore = spoken;
  }

  private async learnWords(): Promise<void> {
    const { language } = this;
    try {
      const words = await loadWords(this.conversation.api.server, language);
      if (language === this.language) this.say = saying(words);
    } catch {
      setTimeout(() => void this.learnWords(), WORDS_AGAIN_MS);
    }
  }

  private heard(_: Message): void {
    if (this.conversation.keeping.readSound()) chime();
  }

  private keydown(event: KeyboardEvent): void {
    if (event.key === "Tab" && this.modal) this.keepFocus(event);
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    this.goBack();
  }

  /** Leads the focus from the last thing to the first and back, where the panel covers the page. */
  private keepFocus(event: KeyboardEvent): void {
    const stops = focusable(this.renderRoot);
    const at = stops.indexOf(deepActive(this.renderRoot));
    const isEdge = event.shiftKey ? at <= 0 : at === stops.length - 1;
    if (!isEdge) return;
    event.preventDefault();
    stops[event.shiftKey ? stops.length - 1 : 0]?.focus();
  }

  private dragover(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.isDropping = true;
  }

  private dragleave(event: DragEvent): void {
    if (!this.find(".panel")?.contains(event.relatedTarget as Node | null)) this.isDropping = false;
  }

  private drop(event: DragEvent): void {
    this.isDropping = false;
    const files = event.dataTransfer?.files;
    if (!files?.length) return;
    event.preventDefault();
    this.composer?.addFiles(files);
  }
}

const STOPS = "a[href],button:not([disabled]),textarea,select,input:not([hidden]),[tabindex='0']";

function focusable(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("*")].flatMap((element) => {
    if (element.closest("[inert]")) return [];
    if (element.shadowRoot) return focusable(element.shadowRoot);
    return element.matches(STOPS) ? [element] : [];
  });
}

function deepActive(root: Node): HTMLElement {
  let active = (root as ShadowRoot).activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active as HTMLElement;
}
