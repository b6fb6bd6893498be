import { html, nothing, type TemplateResult } from "lit";
import type { Conversation } from "../conversation/conversation";
import type { Say } from "../text/words";
import { bubbleIcon, closeIcon, menuIcon } from "./icons";

export interface HeadScene {
  say: Say;
  conversation: Conversation;
  /** Whether it heads a whole page. */
  isPage: boolean;
  isInert: boolean;
  isMenuOpen: boolean;
  toggleMenu(): void;
  /** Null where there is nothing to go back to. */
  close: (() => void) | null;
}

/** The head of the chat: its name, who answers, menu and close. */
export function headView(scene: HeadScene): TemplateResult {
  const { say, conversation, close } = scene;
  const { phase, owner } = conversation;
  const state = phase === "failed" ? "failed" : phase === "open" ? `owner_${owner}` : "opening";
  return html`<div class="head" ?inert=${scene.isInert}>
    <span class="avatar"><slot name="avatar">${bubbleIcon}</slot></span>
    <div class="who">
      <h2 id="name" aria-level=${scene.isPage ? 1 : nothing}><slot name="title">${say("name")}</slot></h2>
      <p role="status">${say(state)}</p>
    </div>
    <button
      type="button"
      class="icon menu-button"
      aria-label=${say("menu")}
      title=${say("menu")}
      aria-expanded=${scene.isMenuOpen}
      @click=${scene.toggleMenu}
    >
      ${menuIcon}
    </button>
    ${
      close
        ? html`<button type="button" class="icon" aria-label=${say("close")} title=${say("close")} @click=${close}>
            ${closeIcon}
          </button>`
        : nothing
    }
  </div>`;
}
