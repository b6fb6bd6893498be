import type { TokenCallback } from "./identity";
import type { Context, Message } from "./message";

export interface ConversationOptions {
  server: string;
  channel: "widget" | "in_app";
  context: Context;
  /** The language to begin in. */
  locale: string;
  identify: TokenCallback | null;
}

export interface ConversationEvents {
  /** Something that is shown has changed. */
  change: undefined;
  /** A message of the bot or a person came. */
  message: Message;
  unread: number;
  "token-expired": undefined;
  error: { code: string };
}
