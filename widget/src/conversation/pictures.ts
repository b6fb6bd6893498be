import type { Attachment } from "./message";

type Load = (id: string, thumbnail: boolean) => Promise<Blob>;

/** Attachments of messages: fetched with the conversation's token, shown by object URLs. */
export class Pictures {
  private urls = new Map<string, string | null>();

  constructor(
    private readonly load: Load,
    private readonly changed: () => void,
  ) {}

  /** The small picture of an attachment; null while it is not there. */
  thumbnail(attachment: Attachment): string | null {
    const known = this.urls.get(attachment.id);
    if (known !== undefined) return known;
    this.urls.set(attachment.id, null);
    void this.fetch(attachment.id);
    return null;
  }

  /** The whole file. Raises CallFailed. */
  whole(attachment: Attachment): Promise<Blob> {
    return this.load(attachment.id, false);
  }

  clear(): void {
    for (const url of this.urls.values()) if (url) URL.revokeObjectURL(url);
    this.urls.clear();
  }

  private async fetch(id: string): Promise<void> {
    try {
      this.urls.set(id, URL.createObjectURL(await this.load(id, true)));
      this.changed();
    } catch {
      // Its name is shown, and the whole can still be asked for.
    }
  }
}
