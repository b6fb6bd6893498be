/** The script of `<script src="…/support-chat.js" async>`: defines `<support-chat>`. */
import { SupportChat } from "./support-chat";

declare const __PANEL__: string;

const script = document.currentScript;
SupportChat.origin = script instanceof HTMLScriptElement ? new URL(script.src).origin : "";
SupportChat.parts = __PANEL__;
if (!customElements.get("support-chat")) customElements.define("support-chat", SupportChat);
