import { CallFailed } from "./api";
import type { Attachment } from "./message";

export const ACCEPTED = [
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/heic",
  "image/heif",
  "application/pdf",
];
export const MOST_FILES = 5;
export const MOST_BYTES = 10 * 1000 * 1000;

export interface Upload {
  key: number;
  file: File;
  /** An object URL of the picture; null for what browsers show no picture of. */
  preview: string | null;
  progress: number;
  state: "uploading" | "ready" | "failed";
  reason?: string;
  attachment?: Attachment;
  abort: AbortController;
}

type Send = (
  file: File,
  progress: (part: number) => void,
  signal: AbortSignal,
) => Promise<Attachment>;

/** Files on their way to be attached to the next message. */
export class Uploads {
  list: Upload[] = [];
  private lastKey = 0;

  constructor(
    private readonly send: Send,
    private readonly changed: () => void,
  ) {}

  get isBusy(): boolean {
    return this.list.some(({ state }) => state === "uploading");
  }

  get ready(): Attachment[] {
    return this.list.flatMap(({ attachment }) => attachment ?? []);
  }

  /** Takes files in. Gives why some were not: `too_many`, `too_large` or `wrong_type`. */
  add(files: readonly File[]): string | null {
    let refused: string | null = null;
    for (const file of files) {
      const reason = this.refusal(file);
      if (reason) {
        refused = reason;
        continue;
      }
      this.lastKey += 1;
      const isShown = file.type.startsWith("image/") && !/hei[cf]/.test(file.type);
      const upload: Upload = {
        key: this.lastKey,
        file,
        preview: isShown ? URL.createObjectURL(file) : null,
        progress: 0,
        state: "uploading",
        abort: new AbortController(),
      };
      this.list = [...this.list, upload];
      void this.run(upload);
    }
    this.changed();
    return refused;
  }

  retry(upload: Upload): void {
    upload.state = "uploading";
    upload.progress = 0;
    delete upload.reason;
    void this.run(upload);
  }

  remove(upload: Upload): void {
    upload.abort.abort();
    this.forget(upload);
    this.list = this.list.filter((other) => other !== upload);
    this.changed();
  }

  /** All of them were sent, or are wanted no more. */
  clear(): void {
    for (const upload of this.list) {
      if (upload.state === "uploading") upload.abort.abort();
      this.forget(upload);
    }
    this.list = [];
    this.changed();
  }

  private refusal(file: File): string | null {
    if (this.list.length >= MOST_FILES) return "too_many";
    if (file.size > MOST_BYTES) return "too_large";
    // Some systems name no type for HEIC: the server looks at the content anyway.
    if (file.type && !ACCEPTED.includes(file.type)) return "wrong_type";
    return null;
  }

  private async run(upload: Upload): Promise<void> {
    this.changed();
    try {
      upload.attachment = await this.send(
        upload.file,
        (part) => {
          upload.progress = part;
          this.changed();
        },
        upload.abort.signal,
      );
      upload.state = "ready";
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      upload.state = "failed";
      upload.reason = error.code;
    }
    this.changed();
  }

  private forget(upload: Upload): void {
    if (upload.preview) URL.revokeObjectURL(upload.preview);
  }
}
