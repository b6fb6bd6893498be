import type { Message } from "../conversation/message";
import { date } from "./dates";
import type { Say } from "./words";

/** The conversation as a text to keep: who said what, and when. */
export function transcript(messages: readonly Message[], say: Say, language: string): string {
  const lines = messages.map((message) => {
    const files = (message.attachments ?? []).map(({ name }) => `[${name}]`);
    const said = [message.text, ...files].filter(Boolean).join("\n");
    return `${date(message.sent_at, language, { withTime: true })}\n${say(`author_${message.author}`)}: ${said}\n`;
  });
  return `${say("name")}\n\n${lines.join("\n")}`;
}

/** Gives a file to the browser's downloads. */
export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
