import type { Conversation } from "../conversation/conversation";
import type { TokenCallback } from "../conversation/identity";
import type { Panel } from "../panel/panel";
import { languageOfPage, spokenOf } from "../text/languages";
import { loadWords, type Say, saying } from "../text/words";
import { LaunchButton } from "./launch-button";
import { SMALL, styles } from "./styles";

/** The parts that are loaded when the chat is first opened. */
interface Parts {
  Conversation: typeof Conversation;
  Panel: typeof Panel;
}

/** `<support-chat>`: the button in the corner, and all that a page can ask of the chat. */
export class SupportChat extends HTMLElement {
  static observedAttributes = ["language", "order", "open"];
  /** Where the script came from, and the address of what it loads later. */
  static origin = "";
  static parts = "";

  private readonly button = new LaunchButton();
  private say: Say = () => "";
  private shown = "";
  private unread = 0;
  private panel: Panel | null = null;
  private conversation: Conversation | null = null;
  private loading: Promise<Conversation> | null = null;
  private callback: TokenCallback | null = null;
  private focusBefore: HTMLElement | null = null;
  private isSetUp = false;

  /** The gateway's address: where the script came from, unless `server` says otherwise. */
  get server(): string {
    return (this.getAttribute("server") ?? SupportChat.origin).replace(/\/+$/, "");
  }

  connectedCallback(): void {
    if (!this.isSetUp) this.setUp();
    this.shown = this.shown || languageOfPage(this.getAttribute("language"));
    void this.learnWords();
    visualViewport?.addEventListener("resize", this.measure);
    visualViewport?.addEventListener("scroll", this.measure);
    document.addEventListener("visibilitychange", this.watch);
    // A page that comes with its chat open keeps the focus.
    if (this.hasAttribute("open")) void this.show(false);
    else if (this.isUnderWay) this.whenIdle(() => void this.load().catch(() => undefined));
  }

  disconnectedCallback(): void {
    visualViewport?.removeEventListener("resize", this.measure);
    visualViewport?.removeEventListener("scroll", this.measure);
    document.removeEventListener("visibilitychange", this.watch);
    this.conversation?.stop();
    this.panel?.remove();
    this.conversation = this.panel = this.loading = null;
  }

  attributeChangedCallback(name: string, before: string | null, value: string | null): void {
    if (!this.isSetUp || before === value) return;
    if (name === "language") this.setLanguage(value ?? "");
    else if (name === "order") this.setOrder(value);
    else if (value === null) this.close();
    else void this.open();
  }

  /** Opens the chat. The promise ends when it is there. */
  open(): Promise<void> {
    return this.show(true);
  }

  private async show(withFocus: boolean): Promise<void> {
    if (this.panel && !this.panel.hidden) return;
    const active = document.activeElement;
    this.focusBefore = active instanceof HTMLElement && active !== this ? active : null;
    this.button.setBusy(true);
    try {
      const conversation = await this.load();
      const panel = this.panelOf(conversation);
      panel.hidden = false;
      void conversation.open();
      this.toggled(true);
      if (withFocus) panel.focus();
      this.tell("opened");
    } catch {
      this.removeAttribute("open");
      this.tell("error", { code: "not_loaded" });
    } finally {
      this.button.setBusy(false);
    }
  }

  /** Closes the chat and gives the focus back. The conversation goes on. */
  close(): void {
    if (!this.panel || this.panel.hidden) return;
    this.panel.hidden = true;
    this.toggled(false);
    const before = this.focusBefore;
    if (before?.isConnected) before.focus();
    else this.button.element.focus();
    this.tell("closed");
  }

  /** Says who is signed in: `callback` gives the shop's token, and is asked again when it expires. */
  identify(callback: TokenCallback): void {
    this.callback = callback;
    void this.conversation?.identify(callback);
  }

  /** The customer has signed out of the shop: ends the conversation, on screen and on disk. */
  async signOut(): Promise<void> {
    this.callback = null;
    if (!this.conversation && !this.isUnderWay) return;
    const conversation = await this.load();
    await conversation.signOut();
    if (this.panel && !this.panel.hidden) void conversation.open();
  }

  /** Puts an order in the customer's hand: what they ask next is about it. */
  setOrder(number: string | null): void {
    void this.conversation?.setOrder(number);
    if (number === this.getAttribute("order")) return;
    if (number) this.setAttribute("order", number);
    else this.removeAttribute("order");
  }

  /** Shows another language, and has the bot speak it. */
  setLanguage(code: string): void {
    const language = spokenOf(code, this.shown);
    if (this.panel) void this.panel.setLanguage(language);
    else {
      if (this.conversation) this.conversation.locale = language;
      this.speak(language);
    }
  }

  private setUp(): void {
    this.isSetUp = true;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
    this.button.element.addEventListener("click", () =>
      this.panel && !this.panel.hidden ? this.close() : void this.open(),
    );
    // What leads to the chat soon is fetched now.
    for (const sign of ["pointerenter", "focus"]) {
      this.button.element.addEventListener(
        sign,
        () => void this.fetchParts().catch(() => undefined),
        {
          once: true,
        },
      );
    }
    root.append(this.button.element);
  }

  private load(): Promise<Conversation> {
    this.loading ??= this.makeConversation().catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  private fetchParts(): Promise<Parts> {
    return import(/* @vite-ignore */ this.server + SupportChat.parts) as Promise<Parts>;
  }

  private async makeConversation(): Promise<Conversation> {
    const { Conversation } = await this.fetchParts();
    const order = this.getAttribute("order");
    const conversation = new Conversation({
      server: this.server,
      channel: this.channel,
      context: order ? { order_number: order } : {},
      locale: this.shown,
      identify: this.callback,
    });
    const { keeping } = conversation;
    if (this.hasAttribute("sound")) keeping.writeSound(this.getAttribute("sound") !== "off");
    conversation.on("message", (message) => this.tell("message", message));
    conversation.on("unread", (count) => this.count(count));
    conversation.on("token-expired", () => this.tell("token-expired"));
    conversation.on("error", (error) => this.tell("error", error));
    this.conversation = conversation;
    if (this.isUnderWay) void conversation.open();
    return conversation;
  }

  private panelOf(conversation: Conversation): Panel {
    if (this.panel) return this.panel;
    const panel = document.createElement("support-chat-panel") as Panel;
    panel.conversation = conversation;
    panel.language = this.shown;
    for (const name of ["title", "avatar"]) {
      // Only what the page gives is handed on: else the panel shows its own.
      if (!this.querySelector(`:scope > [slot=${name}]`)) continue;
      const slot = document.createElement("slot");
      slot.name = slot.slot = name;
      panel.append(slot);
    }
    panel.addEventListener("close", () => this.close());
    panel.addEventListener("language", (event) =>
      this.speak((event as CustomEvent<string>).detail),
    );
    this.panel = panel;
    this.shadowRoot?.prepend(panel);
    return panel;
  }

  private get channel(): "widget" | "in_app" {
    return this.getAttribute("channel") === "in_app" ? "in_app" : "widget";
  }

  /** Whether a conversation is kept from before. */
  private get isUnderWay(): boolean {
    try {
      return localStorage.getItem(`support-chat:${this.channel}:${this.server}`) !== null;
    } catch {
      return false;
    }
  }

  private toggled(open: boolean): void {
    this.toggleAttribute("open", open);
    this.button.setOpen(open);
    this.measure();
    this.watch();
    this.label();
  }

  private readonly watch = (): void => {
    const isOpen = this.panel !== null && !this.panel.hidden;
    this.conversation?.watch(isOpen && !document.hidden);
  };

  /** What is left of the screen beside its keyboard, for the chat that covers it. */
  private readonly measure = (): void => {
    if (!this.panel) return;
    this.panel.modal = matchMedia(SMALL).matches;
    if (!visualViewport) return;
    this.style.setProperty("--viewport-height", `${visualViewport.height}px`);
    this.style.setProperty("--viewport-top", `${visualViewport.offsetTop}px`);
  };

  private count(unread: number): void {
    this.unread = unread;
    this.button.setUnread(unread);
    this.label();
    this.tell("unread", { count: unread });
  }

  private speak(language: string): void {
    this.shown = language;
    void this.learnWords();
  }

  private async learnWords(): Promise<void> {
    const language = this.shown;
    try {
      const words = await loadWords(this.server, language);
      if (language !== this.shown) return;
      const isFirst = this.say("open") === "";
      this.say = saying(words);
      this.label();
      if (isFirst) this.tell("ready");
    } catch {
      this.tell("error", { code: "no_words" });
    }
  }

  private label(): void {
    const isOpen = this.hasAttribute("open");
    const label = isOpen
      ? this.say("close")
      : this.unread
        ? this.say("open_unread", { count: this.unread })
        : this.say("open");
    if (label) this.button.setLabel(label, this.shown);
  }

  private tell(name: string, detail?: unknown): void {
    const event = new CustomEvent(`support-chat:${name}`, {
      detail,
      bubbles: true,
      composed: true,
    });
    this.dispatchEvent(event);
  }

  private whenIdle(work: () => void): void {
    if ("requestIdleCallback" in window) requestIdleCallback(work);
    else setTimeout(work, 500);
  }
}
