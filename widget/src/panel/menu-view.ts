import { html, nothing, type TemplateResult } from "lit";
import { LANGUAGES } from "../text/languages";
import type { Say } from "../text/words";
import { closeIcon } from "./icons";

export interface MenuScene {
  say: Say;
  language: string;
  sound: boolean;
  /** Whether there is anything to save or erase. */
  hasMessages: boolean;
  setLanguage(code: string): void;
  setSound(on: boolean): void;
  save(): void;
  erase(): void;
}

/** What can be set and done beside talking. */
export function menuView(scene: MenuScene): TemplateResult {
  const { say, language } = scene;
  return html`<div id="menu" class="menu" role="group" aria-label=${say("menu")}>
    <label class="line">
      <span>${say("language")}</span>
      <select @change=${(event: Event) => scene.setLanguage((event.target as HTMLSelectElement).value)}>
        ${Object.entries(LANGUAGES).map(
          ([code, name]) =>
            html`<option value=${code} lang=${code} ?selected=${code === language}>${name}</option>`,
        )}
      </select>
    </label>
    <label class="line">
      <span>${say("sound")}</span>
      <input
        type="checkbox"
        role="switch"
        .checked=${scene.sound}
        @change=${(event: Event) => scene.setSound((event.target as HTMLInputElement).checked)}
      />
    </label>
    <button type="button" class="line" ?disabled=${!scene.hasMessages} @click=${scene.save}>
      ${say("transcript")}
    </button>
    <button type="button" class="line danger" ?disabled=${!scene.hasMessages} @click=${scene.erase}>
      ${say("erase")}
    </button>
  </div>`;
}

/** Asks whether really everything is to be erased. */
export function eraseView(
  say: Say,
  failed: boolean,
  answer: (yes: boolean) => void,
): TemplateResult {
  return html`<div class="veil">
    <div role="alertdialog" aria-modal="true" aria-labelledby="erase-title" aria-describedby="erase-text" class="asking">
      <h2 id="erase-title">${say("erase")}</h2>
      <p id="erase-text">${say("erase_question")}</p>
      ${failed ? html`<p class="problem" role="alert">${say("not_done")}</p>` : nothing}
      <div class="buttons">
        <button type="button" class="plain" @click=${() => answer(false)}>${say("erase_no")}</button>
        <button type="button" class="filled danger" @click=${() => answer(true)}>${say("erase_yes")}</button>
      </div>
    </div>
  </div>`;
}

/** A picture of a message, as large as there is room. */
export function pictureView(
  say: Say,
  picture: { name: string; url: string },
  close: () => void,
): TemplateResult {
  return html`<div class="veil viewer" role="dialog" aria-modal="true" aria-label=${picture.name} @click=${close}>
    <img src=${picture.url} alt=${picture.name} />
    <button type="button" class="icon" aria-label=${say("close_picture")} title=${say("close_picture")}>${closeIcon}</button>
  </div>`;
}
