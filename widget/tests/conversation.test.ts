import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Conversation } from "../src/conversation/conversation";
import type { TokenCallback } from "../src/conversation/identity";
import { FakeGateway } from "./fake-gateway";

const SERVER = "https://support.example";
let gateway: FakeGateway;
const started: Conversation[] = [];

function newConversation(identify: TokenCallback | null = null): Conversation {
  const made = new Conversation({
    server: SERVER,
    channel: "widget",
    context: {},
    locale: "en",
    identify,
  });
  started.push(made);
  return made;
}

/** Reloads the page: the conversation is left as it is, and a new one starts from the disk. */
function reloaded(before: Conversation, identify: TokenCallback | null = null): Conversation {
  before.stop();
  return newConversation(identify);
}

const texts = (talk: Conversation) =>
  talk.timeline
    .entries()
    .map((entry) => (entry.kind === "message" ? entry.message.text : entry.outgoing.text));

const passing = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);
const kept = () => Object.keys(localStorage).filter((name) => name.startsWith("support-chat:"));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  gateway = new FakeGateway().install();
});

afterEach(() => {
  for (const talk of started.splice(0)) talk.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a conversation", () => {
  it("begins with a greeting, and shows each message once however it comes", async () => {
    const talk = newConversation();
    await talk.open();
    talk.send("where is it");
    await passing(10_000);
    expect(texts(talk)).toEqual(["hello", "where is it", "re: where is it"]);
    expect(talk.timeline.outgoing).toEqual([]);
  });

  it("begins once where it is opened twice at once", async () => {
    const talk = newConversation();
    await Promise.all([talk.open(), talk.open()]);
    expect(gateway.sent("/conversations")).toHaveLength(1);
  });

  it("goes on after a reload, with all that was said", async () => {
    const before = newConversation();
    await before.open();
    before.send("where is it");
    await passing(100);
    const after = reloaded(before);
    await after.open();
    expect(after.id).toBe(before.id);
    expect(texts(after)).toEqual(["hello", "where is it", "re: where is it"]);
  });

  it("keeps no message on disk", async () => {
    const talk = newConversation();
    await talk.open();
    talk.send("my secret");
    await passing(5000);
    expect(JSON.stringify(Object.values(localStorage))).not.toContain("secret");
  });

  it("reads what comes by itself, where there is no stream", async () => {
    const talk = newConversation();
    await talk.open();
    const heard: string[] = [];
    talk.on("message", ({ text }) => heard.push(text));
    const [held] = [...gateway.talks.values()];
    gateway.say(held as NonNullable<typeof held>, "agent", "I am here");
    await passing(30_000);
    expect(heard).toEqual(["I am here"]);
  });

  it("counts what nobody looked at, and no more once somebody does", async () => {
    const talk = newConversation();
    const counts: number[] = [];
    talk.on("unread", (count) => counts.push(count));
    await talk.open();
    expect(talk.unread).toBe(1);
    talk.watch(true);
    expect(talk.unread).toBe(0);
    expect(counts).toEqual([1, 0]);
    const after = reloaded(talk);
    await after.open();
    expect(after.unread).toBe(0);
  });
});

describe("without a connection", () => {
  it("what is written waits, and arrives once, in order, when there is one", async () => {
    const talk = newConversation();
    await talk.open();
    gateway.isAway = true;
    talk.send("one");
    talk.send("two");
    await passing(20_000);
    expect(talk.isLost).toBe(true);
    expect(talk.timeline.outgoing.map(({ state }) => state)).toEqual(["queued", "queued"]);
    gateway.isAway = false;
    await passing(60_000);
    expect(talk.isLost).toBe(false);
    expect(texts(talk)).toEqual(["hello", "one", "re: one", "two", "re: two"]);
  });

  it("what waits survives a reload under its own client_id", async () => {
    const before = newConversation();
    await before.open();
    gateway.isAway = true;
    before.send("one");
    await passing(1000);
    const [waiting] = before.timeline.outgoing;
    const after = reloaded(before);
    gateway.isAway = false;
    await after.open();
    await passing(5000);
    const [call] = gateway.sent("/messages");
    expect(call?.body.client_id).toBe(waiting?.client_id);
    expect(texts(after)).toEqual(["hello", "one", "re: one"]);
    expect(kept()).toHaveLength(1);
  });

  it("nothing doubles where the answer was lost on its way", async () => {
    const talk = newConversation();
    await talk.open();
    talk.send("one");
    await passing(0);
    const [held] = [...gateway.talks.values()];
    const [call] = gateway.sent("/messages");
    expect(held?.answers.size).toBe(1);
    // The same message again, as after a lost answer.
    talk.outbox.restore([
      {
        client_id: String(call?.body.client_id),
        text: "one",
        attachments: [],
        created_at: "",
        state: "sending",
      },
    ]);
    await passing(5000);
    expect(texts(talk)).toEqual(["hello", "one", "re: one"]);
  });

  it("a message that was written before the conversation could begin goes into it", async () => {
    gateway.isAway = true;
    const talk = newConversation();
    await talk.open();
    expect(talk.phase).toBe("failed");
    talk.send("first words");
    gateway.isAway = false;
    await passing(20_000);
    expect(texts(talk)).toEqual(["hello", "first words", "re: first words"]);
  });
});

describe("a refused message", () => {
  it("stays, and can be sent again", async () => {
    const talk = newConversation();
    await talk.open();
    gateway.next.set("/messages", [[422, { error: { code: "invalid_field" } }]]);
    talk.send("one");
    await passing(100);
    const [failed] = talk.timeline.outgoing;
    expect(failed).toMatchObject({ state: "failed", reason: "invalid_field" });
    talk.outbox.resend(failed?.client_id ?? "");
    await passing(5000);
    expect(texts(talk)).toEqual(["hello", "one", "re: one"]);
  });

  it("can be taken away", async () => {
    const talk = newConversation();
    await talk.open();
    gateway.next.set("/messages", [[413, {}]]);
    talk.send("one");
    await passing(100);
    talk.outbox.discard(talk.timeline.outgoing[0]?.client_id ?? "");
    expect(texts(talk)).toEqual(["hello"]);
    expect(kept()).toHaveLength(1);
  });

  it("for being one too many is sent after the time that the server tells", async () => {
    const talk = newConversation();
    await talk.open();
    gateway.next.set("/messages", [[429, {}, { "Retry-After": "40" }]]);
    talk.send("one");
    await passing(35_000);
    expect(gateway.sent("/messages")).toHaveLength(1);
    await passing(10_000);
    expect(texts(talk)).toEqual(["hello", "one", "re: one"]);
  });
});

describe("tokens", () => {
  it("are renewed where they are refused, and the message goes on", async () => {
    const talk = newConversation();
    await talk.open();
    gateway.expired.add(talk.access.kept?.token ?? "");
    talk.send("one");
    await passing(5000);
    expect(gateway.sent("/conversations/token")).toHaveLength(1);
    expect(texts(talk)).toEqual(["hello", "one", "re: one"]);
  });

  it("are renewed before they expire", async () => {
    const talk = newConversation();
    await talk.open();
    const first = talk.access.kept?.token;
    await passing(14 * 60_000 + 1000);
    expect(talk.access.kept?.token).not.toBe(first);
  });

  it("are got by opening again from a gateway that renews none", async () => {
    const talk = newConversation();
    await talk.open();
    gateway.next.set("/conversations/token", [[404, {}]]);
    gateway.expired.add(talk.access.kept?.token ?? "");
    talk.send("one");
    await passing(5000);
    expect(texts(talk)).toEqual(["hello", "one", "re: one"]);
    expect(gateway.talks.size).toBe(1);
  });

  it("of the shop are asked for when the conversation's runs out", async () => {
    const asked = vi.fn(async () => "customer-1");
    const talk = newConversation(asked);
    const expired = vi.fn();
    talk.on("token-expired", expired);
    await talk.open();
    await passing(15 * 60_000);
    expect(asked.mock.calls.length).toBeGreaterThan(1);
    expect(expired).toHaveBeenCalled();
    expect(gateway.talks.size).toBe(1);
  });
});

describe("signing in and out", () => {
  it("in the middle keeps the conversation", async () => {
    const talk = newConversation();
    await talk.open();
    talk.send("one");
    await passing(100);
    const before = talk.id;
    await talk.identify(async () => "customer-1");
    expect(talk.id).toBe(before);
    expect(talk.access.kept?.signed).toBe(true);
    expect(gateway.talks.get(before ?? "")?.customer).toBe("customer-1");
  });

  it("as somebody else shows nothing of the one before", async () => {
    const first = newConversation(async () => "customer-1");
    await first.open();
    first.send("mine alone");
    await passing(100);
    await first.identify(async () => "customer-2");
    expect(texts(first)).toEqual(["hello"]);
    expect([...gateway.talks.values()].map(({ customer }) => customer)).toEqual([
      "customer-1",
      "customer-2",
    ]);
  });

  it("as somebody else sends nothing that the one before had written", async () => {
    const talk = newConversation(async () => "customer-1");
    await talk.open();
    gateway.next.set("/messages", [[422, {}]]);
    talk.send("mine alone");
    await passing(100);
    await talk.identify(async () => "customer-2");
    expect(talk.timeline.outgoing).toEqual([]);
    expect(JSON.stringify(Object.values(localStorage))).not.toContain("alone");
  });

  it("out clears the screen, the disk and the server's tokens", async () => {
    const talk = newConversation(async () => "customer-1");
    await talk.open();
    gateway.isAway = true;
    talk.send("unsent");
    await passing(100);
    gateway.isAway = false;
    await talk.signOut();
    expect(texts(talk)).toEqual([]);
    expect(kept()).toEqual([]);
    expect(gateway.sent("/conversations/sign-out")).toHaveLength(1);
    await passing(60_000);
    expect(kept()).toEqual([]);
  });

  it("out without a connection clears all the same", async () => {
    const talk = newConversation(async () => "customer-1");
    await talk.open();
    gateway.isAway = true;
    await talk.signOut();
    expect(texts(talk)).toEqual([]);
    expect(kept()).toEqual([]);
  });

  it("out while a message is on its way shows no late answer", async () => {
    const talk = newConversation();
    await talk.open();
    talk.send("one");
    const leaving = talk.signOut();
    await passing(5000);
    await leaving;
    expect(texts(talk)).toEqual([]);
    expect(kept()).toEqual([]);
  });

  it("out of the shop alone ends in a conversation of nobody's", async () => {
    const before = newConversation(async () => "customer-1");
    await before.open();
    before.send("mine alone");
    await passing(100);
    const after = reloaded(before);
    await after.open();
    expect(texts(after)).toEqual(["hello"]);
    expect(after.access.kept?.signed).toBe(false);
  });

  it("in another tab clears this one", async () => {
    const talk = newConversation();
    await talk.open();
    localStorage.clear();
    dispatchEvent(new StorageEvent("storage", { key: null }));
    expect(texts(talk)).toEqual([]);
    expect(talk.phase).toBe("closed");
  });
});

describe("a page's callback", () => {
  it("that never answers keeps nobody from talking", async () => {
    const talk = newConversation(() => new Promise(() => {}));
    void talk.open();
    await passing(11_000);
    expect(texts(talk)).toEqual(["hello"]);
  });
});

describe("what else belongs to it", () => {
  it("is the order at hand, now and later", async () => {
    const talk = newConversation();
    await talk.setOrder("JM-1");
    await talk.open();
    await talk.setOrder("JM-2");
    await talk.setOrder(null);
    const told = gateway.sent("/conversations").map(({ body }) => body.context);
    expect(told).toEqual([{ order_number: "JM-1" }, { order_number: "JM-2" }, {}]);
    expect(gateway.talks.size).toBe(1);
  });

  it("goes with the opening where it comes in time", async () => {
    let give: (token: null) => void = () => {};
    const talk = newConversation(
      () =>
        new Promise((done) => {
          give = done;
        }),
    );
    void talk.open();
    const told = talk.setOrder("JM-1");
    give(null);
    await told;
    const calls = gateway.sent("/conversations");
    expect(calls.map(({ body }) => body.context)).toEqual([{ order_number: "JM-1" }]);
  });

  it("is no order that the page says nothing of", async () => {
    const talk = newConversation();
    await talk.open();
    expect(gateway.sent("/conversations")[0]?.body).not.toHaveProperty("context");
  });

  it("is one rating", async () => {
    const talk = newConversation();
    await talk.open();
    await talk.rate(4, "");
    expect(gateway.sent("/satisfaction")[0]?.body).toEqual({ rating: 4 });
    const after = reloaded(talk);
    await after.open();
    expect(after.isRated).toBe(true);
  });

  it("is erased here when it is erased there, and only then", async () => {
    const talk = newConversation();
    await talk.open();
    gateway.next.set("/conversations/erase", [[500, {}]]);
    await expect(talk.erase()).rejects.toThrow();
    expect(texts(talk)).toEqual(["hello"]);
    await talk.erase();
    expect(texts(talk)).toEqual([]);
    expect(kept()).toEqual([]);
  });
});
