import type { Message } from "../src/conversation/message";

/** A message of a conversation, with what matters to a test. */
export function message(seq: number, changes: Partial<Message> = {}): Message {
  return {
    id: `m-${seq}`,
    seq,
    author: "bot",
    language: "en",
    text: `text ${seq}`,
    choices: [],
    sent_at: "2026-11-28T12:00:00Z",
    ...changes,
  };
}
