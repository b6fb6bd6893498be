/** What travels between gateway and client, as docs/architecture.md and CONTRACT.md have it. */

export type Author = "customer" | "bot" | "agent";
export type Owner = "bot" | "queue" | "agent" | "closed";

export interface Choice {
  id: string;
  label: string;
}

export interface Attachment {
  id: string;
  name: string;
  content_type: string;
  size: number;
}

export interface Decision {
  code: string;
  outcome: string;
  facts: Record<string, unknown>;
  order_number?: string;
  title?: string;
  /** The customer's: moments are told in it. */
  timezone?: string;
}

export interface Message {
  id: string;
  seq: number;
  author: Author;
  language: string;
  text: string;
  choices: Choice[];
  attachments?: Attachment[];
  decision?: Decision;
  response?: string;
  ticket?: { number: string; category: string };
  client_id?: string;
  sent_at: string;
}

/** A message of this client's that the server does not show yet. */
export interface Outgoing {
  client_id: string;
  text: string;
  choice?: string;
  attachments: Attachment[];
  created_at: string;
  state: "queued" | "sending" | "sent" | "failed";
  /** Why it failed: the code of the server's refusal. */
  reason?: string;
  /** Once sent: just before the first reply, until the server shows the message itself. */
  place?: number;
}

export interface Opened {
  conversation_id: string;
  token: string;
  expires_at: string;
  language: string;
  messages: Message[];
}

export interface Replies {
  messages: Message[];
  owner: Owner;
}

export interface AppContext {
  platform?: "ios" | "android" | "web";
  version?: string;
  push?: boolean;
  email_notifications?: boolean;
}

export interface Context {
  order_number?: string;
  app?: AppContext;
}
