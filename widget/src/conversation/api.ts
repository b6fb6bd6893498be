import type { Attachment, Context, Opened, Outgoing, Replies } from "./message";

/** A call that did not succeed: `offline` where no answer came at all. */
export class CallFailed extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    /** Seconds after which to try again, where the server told. */
    readonly retryAfter = 0,
  ) {
    super(code);
  }

  /** Whether the same call may succeed later. */
  get passes(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

const TIMEOUT_MS = 30_000;

/** The gateway's HTTP API. Every call raises {@link CallFailed} where it does not succeed. */
export class Api {
  constructor(readonly server: string) {}

  begin(
    body: { channel: string; locale?: string; context?: Context; resume?: string },
    customerToken?: string,
  ): Promise<Opened> {
    return this.json("POST", "/conversations", customerToken, body);
  }

  send(token: string, message: Outgoing): Promise<Replies> {
    const { client_id, text, choice, attachments } = message;
    return this.json("POST", "/messages", token, {
      client_id,
      ...(choice ? { choice } : text ? { text } : {}),
      ...(attachments.length ? { attachments: attachments.map(({ id }) => id) } : {}),
    });
  }

  read(token: string, after: number): Promise<Replies> {
    return this.json("GET", `/messages?after=${after}`, token);
  }

  identify(conversation: string, customerToken: string): Promise<Omit<Opened, "messages">> {
    return this.json("POST", "/conversations/identify", customerToken, { conversation });
  }

  renew(
    conversation: string,
    customerToken?: string,
  ): Promise<{ token: string; expires_at: string }> {
    return this.json("POST", "/conversations/token", customerToken, { conversation });
  }

  signOut(token: string): Promise<void> {
    return this.json("POST", "/conversations/sign-out", token);
  }

  erase(token: string): Promise<void> {
    return this.json("POST", "/conversations/erase", token);
  }

  rate(token: string, rating: number, comment: string): Promise<void> {
    return this.json("POST", "/satisfaction", token, { rating, ...(comment ? { comment } : {}) });
  }

  /** Uploads a file. `progress` is told how much of it is there, from 0 to 1. */
  upload(
    token: string,
    file: File,
    progress: (part: number) => void,
    signal: AbortSignal,
  ): Promise<Attachment> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", `${this.server}/api/v1/attachments`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
      request.onload = () =>
        request.status === 201
          ? resolve(request.response as Attachment)
          : reject(
              failure(request.status, request.response, request.getResponseHeader("Retry-After")),
            );
      request.onerror = () => reject(new CallFailed(0, "offline"));
      request.onabort = () => reject(new CallFailed(0, "aborted"));
      signal.addEventListener("abort", () => request.abort());
      const form = new FormData();
      form.append("file", file, file.name);
      request.send(form);
    });
  }

  async attachment(token: string, id: string, thumbnail: boolean): Promise<Blob> {
    const query = thumbnail ? "?thumbnail=1" : "";
    return (await this.call("GET", `/attachments/${id}${query}`, token)).blob();
  }

  private async json<Answer>(
    method: string,
    path: string,
    token?: string,
    body?: object,
  ): Promise<Answer> {
    const answer = await this.call(method, path, token, body);
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  }

  private async call(
    method: string,
    path: string,
    token?: string,
    body?: object,
  ): Promise<Response> {
    const headers: Record<string, string> = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), TIMEOUT_MS);
    let answer: Response;
    try {
      answer = await fetch(`${this.server}/api/v1${path}`, {
        method,
        headers,
        credentials: "omit",
        signal: abort.signal,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch {
      throw new CallFailed(0, "offline");
    } finally {
      clearTimeout(timer);
    }
    if (answer.ok) return answer;
    const told = await answer.json().catch(() => null);
    throw failure(answer.status, told, answer.headers.get("Retry-After"));
  }
}

function failure(status: number, told: unknown, retryAfter: string | null): CallFailed {
  const code = (told as { error?: { code?: string } } | null)?.error?.code;
  return new CallFailed(status, code ?? `http_${status}`, Number(retryAfter) || 0);
}
