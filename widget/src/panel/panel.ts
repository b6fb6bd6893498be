import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { CallFailed } from "../conversation/api";
import type { Conversation } from "../conversation/conversation";
import { chime } from "../text/sound";
import { download, transcript } from "../text/transcript";
import { loadWords, type Say, saying } from "../text/words";
import { base } from "./base-styles";
import type { Composer } from "./composer";
import { keepFocus } from "./focus";
import { headView } from "./head-view";
import type { Log } from "./log";
import { menuStyles } from "./menu-styles";
import { eraseView, menuView, pictureView } from "./menu-view";
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
    viewed: { state: true },
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
  /** The picture that is looked at. */
  declare private viewed: { name: string; url: string } | null;
  /** The language of the bot's last message. */
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
    this.viewed = null;
    this.addEventListener("keydown", this.keydown);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopHearing = [
      this.conversation.on("change", () => this.changed()),
      this.conversation.on("message", () => {
        if (this.conversation.keeping.readSound()) chime();
      }),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const stop of this.stopHearing) stop();
  }

  /** Puts the focus where the customer goes on; not into the field where it brings a keyboard up. */
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
    if (!conversation.isBegun) return conversation.restart();
    const words = await loadWords(conversation.api.server, code).catch(() => null);
    if (words) conversation.send(saying(words)("speak"));
  }

  /** One step back: what lies above the conversation is closed, then the conversation itself. */
  goBack(): void {
    if (this.isErasing) void this.erase(false);
    else if (this.viewed) this.view(null);
    else if (this.isMenuOpen) this.closeMenu();
    else if (this.closable) this.close();
  }

  private get isCovered(): boolean {
    return this.isErasing || this.viewed !== null;
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
      ${headView({
        say,
        conversation,
        isPage: this.isPage,
        isInert: this.isCovered,
        isMenuOpen: this.isMenuOpen,
        toggleMenu: () => {
          this.isMenuOpen = !this.isMenuOpen;
        },
        close: this.closable ? () => this.close() : null,
      })}
      <p class="strip" role="status" ?hidden=${!conversation.isLost}>${conversation.isLost ? say("lost") : ""}</p>
      ${this.isMenuOpen ? this.menu() : nothing}
      <support-chat-log
        .say=${say}
        .language=${language}
        .conversation=${conversation}
        ?inert=${this.isCovered}
        @chosen=${() => this.composer?.focus()}
        @view=${(event: CustomEvent<{ name: string; file: Blob }>) => this.view(event.detail)}
      ></support-chat-log>
      <support-chat-composer
        .say=${say}
        .language=${language}
        .conversation=${conversation}
        ?inert=${this.isCovered}
        @sent=${() => this.log?.toEnd()}
      ></support-chat-composer>
      ${this.isDropping ? html`<div class="veil drop" aria-hidden="true">${say("drop")}</div>` : nothing}
      ${this.viewed ? pictureView(say, this.viewed, () => this.view(null)) : nothing}
      ${this.isErasing ? eraseView(say, this.notDone, (yes) => void this.erase(yes)) : nothing}
    </section>`;
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
        // Web views download nothing: there the text is shared.
        if (this.isPage && navigator.share) void navigator.share({ text }).catch(() => undefined);
        else
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

  /** Shows a picture above the conversation, or none. */
  private view(picture: { name: string; file: Blob } | null): void {
    if (this.viewed) URL.revokeObjectURL(this.viewed.url);
    this.viewed = picture && { name: picture.name, url: URL.createObjectURL(picture.file) };
    void this.updateComplete.then(() =>
      picture ? this.find(".viewer button")?.focus() : this.composer?.focus(),
    );
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

  private keydown(event: KeyboardEvent): void {
    if (event.key === "Tab" && this.modal) keepFocus(this.renderRoot, event);
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    this.goBack();
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
