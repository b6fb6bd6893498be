import { afterEach, describe, expect, it, vi } from "vitest";
import { type Heard, hear, readMessage, type Told, wayOut } from "../src/app/bridge";
import { TokenDesk } from "../src/app/token-desk";

const SHOP = "https://shop.example";

function windowWith(natives: object = {}): Window {
  return Object.assign(Object.create(window), { parent: window, ...natives }) as Window;
}

describe("the way out", () => {
  const sent: unknown[] = [];
  const poster = { postMessage: (message: unknown) => sent.push(message) };
  afterEach(() => {
    sent.length = 0;
  });

  it.each([
    ["SupportBotAndroid", { SupportBotAndroid: poster }],
    ["React Native", { ReactNativeWebView: poster }],
    ["Flutter", { SupportBotFlutter: poster }],
  ])("to %s takes text", (_, natives) => {
    wayOut(Object.assign(frame(window), natives), [])?.({ type: "unread", count: 2 });
    expect(sent).toEqual(['{"type":"unread","count":2}']);
  });

  it("to iOS takes the message as it is", () => {
    const inside = Object.assign(frame(window), {
      webkit: { messageHandlers: { supportBot: poster } },
    });
    wayOut(inside, [])?.({ type: "ready" });
    expect(sent).toEqual([{ type: "ready" }]);
  });

  it("to flutter_inappwebview calls its handler", () => {
    const callHandler = vi.fn();
    wayOut(
      Object.assign(frame(window), { flutter_inappwebview: { callHandler } }),
      [],
    )?.({
      type: "ready",
    });
    expect(callHandler).toHaveBeenCalledWith("SupportBot", { type: "ready" });
  });

  it("to a frame's page leads to that page alone", () => {
    const postMessage = vi.fn();
    const inside = frame({ postMessage } as unknown as Window, `${SHOP}/orders`);
    wayOut(inside, [SHOP])?.({ type: "close" });
    expect(postMessage).toHaveBeenCalledWith({ type: "close" }, SHOP);
  });

  it("to a stranger's page there is none", () => {
    expect(wayOut(frame(windowWith(), "https://evil.example/"), [SHOP])).toBeNull();
  });

  it("from a page that stands alone there is none", () => {
    expect(wayOut(frame(null), [SHOP])).toBeNull();
  });
});

/** A window that is framed by another, or by none. */
function frame(parent: Window | null, referrer = ""): Window {
  const inside = {
    location: {},
    document: Object.assign(new EventTarget(), { referrer }),
    addEventListener: EventTarget.prototype.addEventListener,
  };
  const made = Object.assign(new EventTarget(), inside) as unknown as Window & { parent: Window };
  made.parent = parent ?? made;
  return made;
}

describe("what is heard", () => {
  function setUp() {
    const heard: Heard[] = [];
    const sends: ((message: Told) => void)[] = [];
    const parent = windowWith();
    const inside = frame(parent);
    hear(
      inside,
      [SHOP],
      (message) => heard.push(message),
      (send) => sends.push(send),
    );
    const tell = (data: unknown, source: unknown, origin = SHOP, ports: unknown[] = []) =>
      inside.dispatchEvent(Object.assign(new Event("message"), { data, source, origin, ports }));
    return { heard, sends, inside, parent, tell };
  }

  it("is the page around, of an allowed origin", () => {
    const { heard, parent, tell } = setUp();
    tell({ type: "token", token: "t" }, parent);
    expect(heard).toEqual([{ type: "token", token: "t" }]);
  });

  it("is no stranger, in whatever window", () => {
    const { heard, parent, tell } = setUp();
    tell({ type: "token", token: "t" }, parent, "https://evil.example");
    tell({ type: "token", token: "t" }, windowWith());
    expect(heard).toEqual([]);
  });

  it("is the web view itself, which has no window", () => {
    const { heard, tell } = setUp();
    tell('{"type":"close"}', null, "");
    expect(heard).toEqual([{ type: "close" }]);
  });

  it("is the app, by SupportBot.receive", () => {
    const { heard, inside } = setUp();
    const { SupportBot } = inside as unknown as { SupportBot: { receive(data: unknown): void } };
    SupportBot.receive({ type: "context", order_number: "JM-1" });
    SupportBot.receive('{"type":"token","token":null}');
    expect(heard).toEqual([
      { type: "context", order_number: "JM-1" },
      { type: "token", token: null },
    ]);
  });

  it("is Android's port, which leads back too", () => {
    const { heard, sends, tell } = setUp();
    const port = { postMessage: vi.fn(), onmessage: (_: { data: string }) => {} };
    tell("port", null, "", [port]);
    port.onmessage({ data: '{"type":"close"}' });
    sends[0]?.({ type: "ready" });
    expect(heard).toEqual([{ type: "close" }]);
    expect(port.postMessage).toHaveBeenCalledWith('{"type":"ready"}');
  });

  it.each([
    null,
    5,
    "x",
    "[]",
    "{}",
    { type: "token" },
    { type: "token", token: 5 },
    { type: "eval" },
  ])("is not %j", (data) => expect(readMessage(data)).toBeNull());

  it("is cut to what the gateway takes", () => {
    const told = {
      type: "context",
      order_number: 5,
      locale: "pt-BR",
      app: { platform: "ios", version: "2.40", push: true, email_notifications: "yes", more: 1 },
    };
    expect(readMessage(told)).toEqual({
      type: "context",
      locale: "pt-BR",
      app: { platform: "ios", version: "2.40", push: true },
    });
  });
});

describe("the app's token", () => {
  afterEach(() => vi.useRealTimers());

  it("is asked for once by many, and goes to all of them", async () => {
    const want = vi.fn();
    const desk = new TokenDesk(want);
    const asked = [desk.ask(), desk.ask()];
    expect(desk.take("t")).toBe(true);
    expect(await Promise.all(asked)).toEqual(["t", "t"]);
    expect(want).toHaveBeenCalledTimes(1);
  });

  it("that came by itself answers the next question", async () => {
    const want = vi.fn();
    const desk = new TokenDesk(want);
    expect(desk.take("t")).toBe(false);
    expect(await desk.ask()).toBe("t");
    expect(want).not.toHaveBeenCalled();
  });

  it("is nobody's where the app keeps silent, and is asked for no more until it speaks", async () => {
    vi.useFakeTimers();
    const want = vi.fn();
    const desk = new TokenDesk(want);
    const asked = desk.ask();
    vi.advanceTimersByTime(6000);
    expect(await asked).toBeNull();
    expect(await desk.ask()).toBeNull();
    expect(want).toHaveBeenCalledTimes(1);
    desk.take("t");
    expect(await desk.ask()).toBe("t");
  });
});
