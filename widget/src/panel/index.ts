/** The part that is loaded when the chat is first opened. */
import { Conversation } from "../conversation/conversation";
import { Composer } from "./composer";
import { Log } from "./log";
import { Panel } from "./panel";
import { Rating } from "./rating";

const elements = {
  "support-chat-rating": Rating,
  "support-chat-composer": Composer,
  "support-chat-log": Log,
  "support-chat-panel": Panel,
};

for (const [name, element] of Object.entries(elements)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

export { Conversation, Panel };
