import { html, LitElement, nothing, type TemplateResult } from "lit";
import { CallFailed } from "../conversation/api";
import type { Conversation } from "../conversation/conversation";
import type { Say } from "../text/words";
import { base } from "./base-styles";
import { face } from "./icons";
import { ratingStyles } from "./rating-styles";

const MOODS = [1, 2, 3, 4, 5];
const MOST_CHARACTERS = 1000;

/** The question at the end: how was it, from 1 to 5, and why. */
export class Rating extends LitElement {
  static override styles = [base, ratingStyles];
  static override properties = {
    say: { attribute: false },
    conversation: { attribute: false },
    rating: { state: true },
    failed: { state: true },
  };

  declare say: Say;
  declare conversation: Conversation;
  declare rating: number;
  declare failed: boolean;

  constructor() {
    super();
    this.rating = 0;
    this.failed = false;
  }

  protected override render(): TemplateResult {
    const { say } = this;
    return html`<form @submit=${this.submit}>
      <fieldset>
        <legend>${say("rate")}</legend>
        <div class="faces">
          ${MOODS.map(
            (mood) => html`<label title=${say(`rating_${mood}`)}>
              <input
                type="radio"
                name="rating"
                class="unseen"
                value=${mood}
                aria-label=${say(`rating_${mood}`)}
                .checked=${this.rating === mood}
                @change=${() => {
                  this.rating = mood;
                }}
              />
              ${face(mood)}
            </label>`,
          )}
        </div>
      </fieldset>
      ${
        this.rating
          ? html`<p class="mood" aria-hidden="true">${say(`rating_${this.rating}`)}</p>
              <textarea rows="2" maxlength=${MOST_CHARACTERS} aria-label=${say("rating_comment")} placeholder=${say("rating_comment")}></textarea>`
          : nothing
      }
      ${this.failed ? html`<p class="problem" role="alert">${say("not_done")}</p>` : nothing}
      <div class="buttons">
        <button type="button" class="plain" @click=${() => this.conversation.dismissRating()}>
          ${say("rating_skip")}
        </button>
        ${this.rating ? html`<button type="submit" class="filled">${say("rating_send")}</button>` : nothing}
      </div>
    </form>`;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const comment = this.renderRoot.querySelector("textarea")?.value.trim() ?? "";
    try {
      await this.conversation.rate(this.rating, comment);
      this.dispatchEvent(new Event("rated"));
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      this.failed = true;
    }
  }
}
