/** The page `/app`: the conversation as all there is, in an app's web view or in a frame. */
import { Conversation } from "../conversation/conversation";
import type { Context } from "../conversation/message";
import { colours } from "../launcher/colours";
import { Panel } from "../panel/index";
import { spokenOf } from "../text/languages";
import { type Heard, hear, type Told, wayOut } from "./bridge";
import { TokenDesk } from "./token-desk";

const page = `${colours}
:host{position:fixed;inset:0 0 auto;height:var(--viewport-height,100dvh);background:var(--bg)}
support-chat-panel{height:100%}`;

const origins = [
  location.origin,
  ...(document
    .querySelector<HTMLMetaElement>("meta[name=support-chat-origins]")
    ?.content.split(" ") ?? []),
].filter(Boolean);

let send = wayOut(window, origins);
const tell = (message: Told) => send?.(message);
const tokens = new TokenDesk(() => tell({ type: "token-wanted" }));

const conversation = new Conversation({
  server: location.origin,
  channel: "in_app",
  context: {},
  locale: document.documentElement.lang,
  identify: send ? () => tokens.ask() : null,
});

const panel = new Panel();
panel.conversation = conversation;
panel.language = conversation.locale;
panel.isPage = true;
panel.closable = send !== null;
panel.addEventListener("close", () => tell({ type: "close" }));
panel.addEventListener("language", (event) => {
  document.documentElement.lang = (event as CustomEvent<string>).detail;
});
panel.addEventListener("link", (event) => {
  if (!send) return;
  event.preventDefault();
  tell({ type: "open-link", url: (event as CustomEvent<string>).detail });
});
conversation.on("unread", (count) => tell({ type: "unread", count }));
conversation.on("error", ({ code }) => tell({ type: "error", code }));

hear(window, origins, take, (port) => {
  send = port;
  panel.closable = true;
  void conversation.identify(() => tokens.ask());
});

function take(message: Heard): void {
  if (message.type === "close") panel.goBack();
  else if (message.type === "context") takeContext(message);
  else if (!tokens.take(message.token)) void signedInOrOut(message.token);
}

/** A token that nobody asked for: the customer has signed in, or out. */
async function signedInOrOut(token: string | null): Promise<void> {
  if (token === null) await conversation.signOut();
  await conversation.identify(() => tokens.ask());
  await conversation.open();
}

function takeContext({ order_number, app, locale }: Heard & { type: "context" }): void {
  const context: Context = { ...conversation.context, ...(app ? { app } : {}) };
  if (order_number === null) delete context.order_number;
  else if (order_number !== undefined) context.order_number = order_number;
  if (locale) void panel.setLanguage(spokenOf(locale, panel.language));
  void conversation.setContext(context);
}

function measure(): void {
  if (!visualViewport) return;
  host.style.setProperty("--viewport-height", `${visualViewport.height}px`);
}

const host = document.createElement("div");
const theme = new URLSearchParams(location.search).get("theme");
if (theme === "light" || theme === "dark") host.setAttribute("theme", theme);
const sheet = new CSSStyleSheet();
sheet.replaceSync(page);
const root = host.attachShadow({ mode: "open" });
root.adoptedStyleSheets = [sheet];
root.append(panel);
document.body.append(host);

visualViewport?.addEventListener("resize", measure);
const watch = () => conversation.watch(!document.hidden);
document.addEventListener("visibilitychange", watch);
watch();

tell({ type: "ready" });
void conversation.open();
