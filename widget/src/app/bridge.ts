import type { AppContext } from "../conversation/message";

/** What the page tells the app around it. docs/in-app.md says when. */
export type Told =
  | { type: "ready" }
  | { type: "token-wanted" }
  | { type: "unread"; count: number }
  | { type: "open-link"; url: string }
  | { type: "close" }
  | { type: "error"; code: string };

/** What the app tells the page. */
export type Heard =
  | { type: "token"; token: string | null }
  | { type: "context"; order_number?: string | null; app?: AppContext; locale?: string }
  | { type: "close" };

type Send = (message: Told) => void;

interface Poster {
  postMessage(message: unknown): void;
}

/** The ways out that the platforms put into a web view's window. */
interface NativeWindow {
  webkit?: { messageHandlers?: { supportBot?: Poster } };
  SupportBotAndroid?: Poster;
  ReactNativeWebView?: Poster;
  SupportBotFlutter?: Poster;
  flutter_inappwebview?: { callHandler(name: string, message: unknown): unknown };
}

/** The way to the app that holds the page, or to the page that frames it; null where it stands alone. */
export function wayOut(inside: Window, origins: readonly string[]): Send | null {
  const { webkit, SupportBotAndroid, ReactNativeWebView, SupportBotFlutter, flutter_inappwebview } =
    inside as Window & NativeWindow;
  const ios = webkit?.messageHandlers?.supportBot;
  if (ios) return (message) => ios.postMessage(message);
  for (const native of [SupportBotAndroid, ReactNativeWebView, SupportBotFlutter]) {
    // These take text alone.
    if (native) return (message) => native.postMessage(JSON.stringify(message));
  }
  if (flutter_inappwebview) {
    return (message) => flutter_inappwebview.callHandler("SupportBot", message);
  }
  const around = inside.parent === inside ? null : originAround(inside);
  if (around && origins.includes(around)) {
    return (message) => inside.parent.postMessage(message, around);
  }
  return null;
}

/** Hears the app: by `SupportBot.receive(…)`, and by messages of the page that frames this one, or
 * of the web view itself, which have no sender. Gives a way out for Android's message port. */
export function hear(
  inside: Window,
  origins: readonly string[],
  heard: (message: Heard) => void,
  port: (send: Send) => void,
): void {
  const take = (data: unknown) => {
    const message = readMessage(data);
    if (message) heard(message);
  };
  Object.assign(inside, { SupportBot: { receive: take } });
  const listener = (event: Event) => {
    const { source, origin, data, ports } = event as MessageEvent;
    const isFrame =
      source !== null && source === inside.parent && source !== inside && origins.includes(origin);
    if (source !== null && !isFrame) return;
    const given = ports?.[0];
    if (given) {
      given.onmessage = ({ data: said }) => take(said);
      port((message) => given.postMessage(JSON.stringify(message)));
    }
    take(data);
  };
  inside.addEventListener("message", listener);
  // React Native on Android tells the document.
  inside.document.addEventListener("message", listener);
}

/** A message of the app in its form, from JSON or as it is; null for all else. */
export function readMessage(data: unknown): Heard | null {
  let told = data;
  if (typeof data === "string") {
    try {
      told = JSON.parse(data);
    } catch {
      return null;
    }
  }
  if (typeof told !== "object" || told === null) return null;
  const { type, ...rest } = told as Record<string, unknown>;
  if (type === "close") return { type };
  if (type === "token") {
    const { token } = rest;
    return typeof token === "string" || token === null ? { type, token } : null;
  }
  if (type !== "context") return null;
  const { order_number, app, locale } = rest;
  return {
    type,
    ...(typeof order_number === "string" || order_number === null ? { order_number } : {}),
    ...(typeof locale === "string" ? { locale } : {}),
    ...(typeof app === "object" && app !== null ? { app: readApp(app) } : {}),
  };
}

// The gateway takes these fields alone, and refuses all others.
function readApp(told: object): AppContext {
  const { platform, version, push, email_notifications } = told as Record<string, unknown>;
  return {
    ...(platform === "ios" || platform === "android" || platform === "web" ? { platform } : {}),
    ...(typeof version === "string" ? { version } : {}),
    ...(typeof push === "boolean" ? { push } : {}),
    ...(typeof email_notifications === "boolean" ? { email_notifications } : {}),
  };
}

function originAround(inside: Window): string | null {
  const [nearest] = inside.location.ancestorOrigins ?? [];
  if (nearest) return nearest;
  try {
    return new URL(inside.document.referrer).origin;
  } catch {
    return null;
  }
}
