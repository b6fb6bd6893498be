import { vi } from "vitest";
import type { Message, Owner } from "../src/conversation/message";
import { message } from "./samples";

interface Talk {
  id: string;
  customer: string | null;
  owner: Owner;
  messages: Message[];
  answers: Map<string, Message[]>;
}

interface Call {
  method: string;
  path: string;
  token: string | null;
  body: Record<string, unknown>;
}

type Answer = [status: number, body?: unknown, headers?: Record<string, string>];

/** A gateway that plays one: conversations in memory, reached by fetch alone; it has no stream. */
export class FakeGateway {
  talks = new Map<string, Talk>();
  calls: Call[] = [];
  isAway = false;
  /** Tokens that are not taken any more. */
  expired = new Set<string>();
  /** Answers the next calls of a path instead. */
  next = new Map<string, Answer[]>();
  private tokens = new Map<string, string>();
  private count = 0;

  install(): this {
    vi.stubGlobal("fetch", (url: string, options: RequestInit) => this.fetch(url, options));
    vi.stubGlobal("WebSocket", NoSocket);
    return this;
  }

  sent(path: string): Call[] {
    return this.calls.filter((call) => call.path === path && call.method === "POST");
  }

  say(
    talk: Talk,
    author: Message["author"],
    text: string,
    changes: Partial<Message> = {},
  ): Message {
    const said = message(talk.messages.length + 1, {
      id: `${talk.id}-${talk.messages.length + 1}`,
      author,
      text,
      ...changes,
    });
    talk.messages.push(said);
    return said;
  }

  private async fetch(url: string, options: RequestInit): Promise<Response> {
    await Promise.resolve();
    if (this.isAway) throw new TypeError("Failed to fetch");
    const { pathname, searchParams } = new URL(url);
    const headers = (options.headers ?? {}) as Record<string, string>;
    const call: Call = {
      method: options.method ?? "GET",
      path: pathname.replace("/api/v1", ""),
      token: headers.Authorization?.replace("Bearer ", "") ?? null,
      body: options.body ? JSON.parse(String(options.body)) : {},
    };
    this.calls.push(call);
    const [status, body, more] =
      this.next.get(call.path)?.shift() ?? this.answer(call, Number(searchParams.get("after")));
    return new Response(status === 204 ? null : JSON.stringify(body ?? {}), {
      status,
      headers: more ?? {},
    });
  }

  private answer(call: Call, after: number): Answer {
    const { body, token } = call;
    if (call.path === "/conversations") return this.begin(body, token);
    if (call.path === "/conversations/token") return this.renew(String(body.conversation), token);
    if (call.path === "/conversations/identify") {
      const talk = this.talkOf(String(body.conversation));
      if (!talk) return refused(401, "bad_token");
      if (talk.customer && talk.customer !== token) return refused(409, "another_customer");
      talk.customer = token;
      return [200, { ...this.given(talk), language: "en" }];
    }
    const talk = token && !this.expired.has(token) ? this.talkOf(token) : undefined;
    if (!talk) return refused(401, "expired_token");
    if (call.path === "/messages" && call.method === "GET") {
      return [200, { messages: talk.messages.filter(({ seq }) => seq > after), owner: talk.owner }];
    }
    if (call.path === "/messages") return [200, this.take(talk, body)];
    return [204];
  }

  private begin(body: Record<string, unknown>, customer: string | null): Answer {
    let talk: Talk | undefined;
    if (body.resume) {
      talk = this.talkOf(String(body.resume));
      if (!talk || (talk.customer && talk.customer !== customer)) {
        return refused(401, "sign_in_required");
      }
    }
    if (!talk) {
      this.count += 1;
      talk = { id: `c${this.count}`, customer, owner: "bot", messages: [], answers: new Map() };
      this.talks.set(talk.id, talk);
      this.say(talk, "bot", "hello", { language: String(body.locale ?? "en") });
    }
    return [201, { ...this.given(talk), language: "en", messages: talk.messages }];
  }

  private renew(token: string, customer: string | null): Answer {
    const talk = this.talkOf(token);
    if (!talk || (talk.customer && talk.customer !== customer)) return refused(401, "bad_token");
    return [200, this.given(talk)];
  }

  private take(talk: Talk, body: Record<string, unknown>) {
    const client_id = String(body.client_id);
    let replies = talk.answers.get(client_id);
    if (!replies) {
      this.say(talk, "customer", String(body.text ?? body.choice), { client_id });
      replies = [this.say(talk, "bot", `re: ${body.text ?? body.choice}`)];
      talk.answers.set(client_id, replies);
    }
    return { messages: replies, owner: talk.owner };
  }

  private given(talk: Talk) {
    this.count += 1;
    const token = `t${this.count}`;
    this.tokens.set(token, talk.id);
    const expires_at = new Date(Date.now() + 15 * 60_000).toISOString();
    return { conversation_id: talk.id, token, expires_at };
  }

  private talkOf(token: string): Talk | undefined {
    return this.talks.get(this.tokens.get(token) ?? "");
  }
}

function refused(status: number, code: string): Answer {
  return [status, { error: { code, message: "" } }];
}

/** A network that lets no socket through. */
class NoSocket extends EventTarget {
  static OPEN = 1;
  readyState = 3;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    super();
    queueMicrotask(() => this.onclose?.({ code: 1006 }));
  }

  close(): void {}
  send(): void {}
}
