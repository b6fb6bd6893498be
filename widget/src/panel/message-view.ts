import { html, nothing, type TemplateResult } from "lit";
import type { Attachment, Choice, Message, Outgoing } from "../conversation/message";
import type { Pictures } from "../conversation/pictures";
import { size, time } from "../text/dates";
import { linkify, type Piece } from "../text/linkify";
import type { Say } from "../text/words";
import { fileIcon, warnIcon } from "./icons";
import { orderCard } from "./order-card";

/** What showing a message needs. */
export interface MessageScene {
  say: Say;
  language: string;
  pictures: Pictures;
  choose(message: Message, choice: Choice): void;
  resend(outgoing: Outgoing): void;
  discard(outgoing: Outgoing): void;
  openFile(attachment: Attachment): void;
}

/** A message that the server has, with its choices: `answered` where the talk has gone on. */
export function messageView(
  message: Message,
  scene: MessageScene,
  { isLast, answer }: { isLast: boolean; answer: string | null },
): TemplateResult {
  const { say } = scene;
  return html`<div class="row ${message.author}">
    ${bubble(message.author, message.text, message.language, say)}
    ${files(message.attachments ?? [], scene)} ${orderCard(message, say)}
    ${message.choices.length ? choices(message, scene, answer) : nothing}
    ${
      isLast
        ? html`<time class="meta" datetime=${message.sent_at}>${time(message.sent_at, scene.language)}</time>`
        : nothing
    }
  </div>`;
}

/** A message that is on its way, or could not be sent. */
export function outgoingView(outgoing: Outgoing, scene: MessageScene): TemplateResult {
  const { say, language } = scene;
  return html`<div class="row customer ${outgoing.state}">
    ${bubble("customer", outgoing.text, language, say)} ${files(outgoing.attachments, scene)}
    ${outgoing.state === "failed" ? failed(outgoing, scene) : waiting(outgoing, say)}
  </div>`;
}

function waiting({ state }: Outgoing, say: Say) {
  if (state === "sent") return nothing;
  return html`<span class="meta">${say(state === "queued" ? "queued" : "sending")}</span>`;
}

function failed(outgoing: Outgoing, { say, resend, discard }: MessageScene): TemplateResult {
  return html`<div class="unsent">
    ${warnIcon}<span>${say("not_sent")}</span>
    <button type="button" @click=${() => resend(outgoing)}>${say("send_again")}</button>
    <button type="button" @click=${() => discard(outgoing)}>${say("discard")}</button>
  </div>`;
}

function bubble(author: string, text: string, language: string, say: Say) {
  if (!text) return nothing;
  // Written without a line break: white space shows.
  return html`<div class="bubble"><span class="unseen">${say(`author_${author}`)}: </span><span lang=${language}>${linkify(text).map(pieceView)}</span></div>`;
}

/** Text stays text: nothing that was written is ever read as HTML. */
function pieceView({ text, href, isNumber }: Piece) {
  if (isNumber) return html`<span class="whole">${text}</span>`;
  if (!href) return text;
  return html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;
}

function choices(message: Message, scene: MessageScene, answer: string | null): TemplateResult {
  return html`<div class="choices" role="group" aria-label=${scene.say("choices")} lang=${message.language}>
    ${message.choices.map(
      (choice) =>
        html`<button
          type="button"
          class=${answer === choice.label ? "chosen" : ""}
          ?disabled=${answer !== null}
          @click=${() => scene.choose(message, choice)}
        >${choice.label}</button>`,
    )}
  </div>`;
}

function files(attachments: readonly Attachment[], scene: MessageScene) {
  if (!attachments.length) return nothing;
  return html`<div class="files">${attachments.map((one) => file(one, scene))}</div>`;
}

function file(attachment: Attachment, { say, language, pictures, openFile }: MessageScene) {
  const { name, content_type, size: bytes } = attachment;
  const url = content_type.startsWith("image/") ? pictures.thumbnail(attachment) : null;
  return html`<button
    type="button"
    class=${url ? "picture" : "file"}
    aria-label=${say("open_file", { name })}
    @click=${() => openFile(attachment)}
  >
    ${
      url
        ? html`<img src=${url} alt="" />`
        : html`${fileIcon}<span class="name">${name}</span><small>${size(bytes, language)}</small>`
    }
  </button>`;
}
