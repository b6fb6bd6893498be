import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { Conversation } from "../conversation/conversation";
import { ACCEPTED, type Upload, Uploads } from "../conversation/uploads";
import type { Say } from "../text/words";
import { base } from "./base-styles";
import { composerStyles } from "./composer-styles";
import { attachIcon, closeIcon, fileIcon, sendIcon } from "./icons";

const MOST_CHARACTERS = 10_000;
/** From here on it is told how many are left. */
const TELL_FROM = 9_000;

/** What the server says of a file that it will never take, and our word for it. */
const REFUSALS: Readonly<Record<string, string>> = {
  too_large: "too_large",
  unsupported_type: "wrong_type",
  broken_file: "broken",
};

/** Where the customer writes: a field that grows, files with previews, the button that sends. */
export class Composer extends LitElement {
  static override styles = [base, composerStyles];
  static override properties = {
    say: { attribute: false },
    language: { attribute: false },
    conversation: { attribute: false },
    text: { state: true },
    notice: { state: true },
  };

  declare say: Say;
  declare language: string;
  declare conversation: Conversation;
  declare text: string;
  declare notice: string | null;
  private uploads = new Uploads(
    (file, progress, signal) =>
      this.conversation.access.with((token) =>
        this.conversation.api.upload(token, file, progress, signal),
      ),
    () => this.requestUpdate(),
  );

  constructor() {
    super();
    this.text = "";
    this.notice = null;
  }

  override focus(): void {
    this.field?.focus();
  }

  /** Takes files in, from wherever they come. */
  addFiles(files: Iterable<File>): void {
    this.notice = this.uploads.add([...files]);
  }

  clear(): void {
    this.text = "";
    this.notice = null;
    this.uploads.clear();
  }

  private get field(): HTMLTextAreaElement | null {
    return this.renderRoot?.querySelector("textarea") ?? null;
  }

  private get canSend(): boolean {
    const { isBusy, ready } = this.uploads;
    return !isBusy && (this.text.trim() !== "" || ready.length > 0);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("text")) this.grow();
  }

  protected override render(): TemplateResult {
    const { say, refusal } = this;
    const order = this.conversation.context.order_number;
    return html`<form @submit=${this.submit}>
      ${order ? this.about(order) : nothing}
      ${refusal ? html`<p class="notice" role="alert">${say(`file_${refusal}`)}</p>` : nothing}
      ${this.uploads.list.length ? this.previews() : nothing}
      ${
        this.text.length >= TELL_FROM
          ? html`<p class="left" role="status">${say("characters_left", { count: MOST_CHARACTERS - this.text.length })}</p>`
          : nothing
      }
      <div class="field">
        <button type="button" class="icon" aria-label=${say("attach")} title=${say("attach")} @click=${this.pick}>
          ${attachIcon}
        </button>
        <textarea
          rows="1"
          maxlength=${MOST_CHARACTERS}
          lang=${this.language}
          aria-label=${say("write")}
          placeholder=${say("write")}
          enterkeyhint="send"
          .value=${this.text}
          @input=${this.input}
          @keydown=${this.keydown}
          @paste=${this.paste}
        ></textarea>
        <button type="submit" class="send" aria-label=${say("send")} title=${say("send")} aria-disabled=${!this.canSend}>
          ${sendIcon}
        </button>
      </div>
      <input type="file" hidden multiple accept=${ACCEPTED.join(",")} tabindex="-1" aria-hidden="true" @change=${this.picked} />
    </form>`;
  }

  /** Why a file did not go: what was chosen wrongly, or what the server said of it. */
  private get refusal(): string | undefined {
    const failed = this.uploads.list.map(({ reason }) => REFUSALS[reason ?? ""]);
    return this.notice ?? failed.find(Boolean);
  }

  private about(number: string): TemplateResult {
    const { say } = this;
    return html`<p class="about">
      <span>${say("about_order", { number })}</span>
      <button type="button" aria-label=${say("forget_order", { number })} title=${say("forget_order", { number })} @click=${() => this.conversation.setOrder(null)}>
        ${closeIcon}
      </button>
    </p>`;
  }

  private previews(): TemplateResult {
    return html`<ul class="uploads" aria-label=${this.say("attachments")}>
      ${this.uploads.list.map((upload) => this.preview(upload))}
    </ul>`;
  }

  private preview(upload: Upload): TemplateResult {
    const { say } = this;
    const { name } = upload.file;
    const percent = Math.round(upload.progress * 100);
    return html`<li class=${upload.state}>
      ${upload.preview ? html`<img src=${upload.preview} alt="" />` : fileIcon}
      <span class="name">${name}</span>
      ${
        upload.state === "uploading"
          ? html`<progress max="100" value=${percent} aria-label=${say("uploading", { name })}></progress>`
          : nothing
      }
      ${
        upload.state === "failed"
          ? html`${
              REFUSALS[upload.reason ?? ""]
                ? nothing
                : html`<button type="button" class="again" @click=${() => this.uploads.retry(upload)}>
                    ${say("upload_again")}
                  </button>`
            }<span class="unseen" role="alert">${say("upload_failed", { name })}</span>`
          : nothing
      }
      <button type="button" class="remove" aria-label=${say("remove_file", { name })} @click=${() => this.takeAway(upload)}>
        ${closeIcon}
      </button>
    </li>`;
  }

  private takeAway(upload: Upload): void {
    this.uploads.remove(upload);
    this.focus();
  }

  private pick(): void {
    this.renderRoot.querySelector<HTMLInputElement>("input[type=file]")?.click();
  }

  private picked(event: Event): void {
    const input = event.target as HTMLInputElement;
    this.addFiles(input.files ?? []);
    input.value = "";
    this.focus();
  }

  private paste(event: ClipboardEvent): void {
    const files = event.clipboardData?.files;
    if (!files?.length) return;
    event.preventDefault();
    this.addFiles(files);
  }

  private input(event: Event): void {
    this.text = (event.target as HTMLTextAreaElement).value;
    this.notice = null;
    this.conversation.writes();
  }

  private keydown(event: KeyboardEvent): void {
    // An input method's Enter ends a word, not the message.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit(event);
  }

  private submit(event: Event): void {
    event.preventDefault();
    if (!this.canSend) return;
    this.conversation.send(this.text.trim(), this.uploads.ready);
    this.clear();
    this.focus();
    this.dispatchEvent(new Event("sent"));
  }

  private grow(): void {
    const field = this.field;
    if (!field) return;
    // By the CSSOM, which a page's style-src does not forbid.
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }
}
