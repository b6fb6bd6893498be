// A gateway that only plays one: serves dist/ and answers by rote, so that every state of the
// widget can be looked at. `npm run build && npm run dev`, then http://127.0.0.1:5173/.
//
// What is written decides: "queue", "agent", "closed", "bye", "order", "long", "fail", "slow".
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "dist");
const port = Number(process.env.PORT ?? 5173);
const withStream = process.env.STREAM !== "off";

const talks = new Map();
const files = new Map();
const sockets = new Map();

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Dev</title>
<body><h1>Any shop</h1><button id="help">Help with JM-4821-7305</button>
<script src="/support-chat.js" async></script><support-chat></support-chat>
<script src="/page.js"></script></body></html>`;
const PAGE_SCRIPT = `document.getElementById("help").onclick = () => {
  const chat = document.querySelector("support-chat");
  chat.setOrder("JM-4821-7305");
  chat.open();
};
const language = new URLSearchParams(location.search).get("language");
if (language) document.querySelector("support-chat").setAttribute("language", language);`;

const ORDER = {
  code: "track.shipped",
  outcome: "answer",
  order_number: "JM-4821-7305",
  facts: {
    shipped_at: "2026-11-02T10:00:00Z",
    claim_from: "2027-02-08T10:00:00Z",
    guarantee_until: "2027-02-23T10:00:00Z",
    tracking_numbers: ["LP00512345678CN"],
  },
};

function say(talk, author, text, more = {}) {
  const message = {
    id: crypto.randomUUID(),
    seq: talk.messages.length + 1,
    author,
    language: talk.language,
    text,
    choices: [],
    sent_at: new Date().toISOString(),
    ...more,
  };
  talk.messages.push(message);
  tell(talk, { type: "message", message });
  return message;
}

function tell(talk, frame) {
  for (const socket of sockets.get(talk.id) ?? []) socket.send(JSON.stringify(frame));
}

function own(talk, owner) {
  talk.owner = owner;
  tell(talk, { type: "owner", owner });
}

function begin(body) {
  const known = body.resume && talks.get(body.resume);
  const talk = known ?? {
    id: crypto.randomUUID(),
    language: (body.locale ?? "en").slice(0, 2),
    owner: "bot",
    messages: [],
    answers: new Map(),
  };
  talks.set(talk.id, talk);
  if (!known) {
    say(
      talk,
      "bot",
      "Hello! I can look at your orders, cancel them, help with returns and refunds, or call a person. What is it about?",
      {
        choices: ["Where is my order?", "Return something", "Talk to a person"].map((label) => ({
          id: label,
          label,
        })),
      },
    );
  }
  return {
    conversation_id: talk.id,
    ...fresh(talk),
    language: talk.language,
    messages: talk.messages,
  };
}

const fresh = (talk) => ({ token: talk.id, expires_at: new Date(Date.now() + 9e5).toISOString() });

function answer(talk, body) {
  const text = body.text ?? body.choice ?? "";
  const attachments = (body.attachments ?? []).map((id) => files.get(id).shown);
  say(talk, "customer", text, {
    client_id: body.client_id,
    ...(attachments.length ? { attachments } : {}),
  });
  if (/queue|person/i.test(text)) {
    own(talk, "queue");
    return [
      say(talk, "bot", "A person will read this. Your ticket is T-4F2K-9QX1.", {
        ticket: { number: "T-4F2K-9QX1", category: "person" },
      }),
    ];
  }
  if (/agent/i.test(text)) {
    own(talk, "agent");
    tell(talk, { type: "typing", author: "agent" });
    setTimeout(
      () =>
        say(
          talk,
          "agent",
          "Hello, this is Mira. I have read all of it and look at your parcel now.",
        ),
      1500,
    );
    return [];
  }
  if (/closed/i.test(text)) own(talk, "closed");
  if (talk.owner !== "bot") return [];
  if (/bye/i.test(text))
    return [say(talk, "bot", "Goodbye, and thank you for writing.", { response: "utter_goodbye" })];
  if (/order/i.test(text))
    return [
      say(
        talk,
        "bot",
        "Your order is on its way. It left the seller on 2 November. If it has not come by 8 February, you can ask for the money back.",
        {
          decision: ORDER,
          choices: [
            { id: "r", label: "Remind me on that day" },
            { id: "n", label: "No, thank you" },
          ],
        },
      ),
    ];
  if (/long/i.test(text))
    return [
      say(
        talk,
        "bot",
        "See https://shop.example/help(orders) for more. <img src=x onerror=alert(1)> javascript:alert(1) ".repeat(
          6,
        ),
      ),
    ];
  return [
    say(
      talk,
      "bot",
      attachments.length
        ? "Thank you, I have the photo."
        : "I did not understand that. Is it one of these?",
      {
        choices: attachments.length
          ? []
          : [
              { id: "a", label: "Where is my order?" },
              { id: "b", label: "Say it in other words" },
            ],
      },
    ),
  ];
}

async function words(language) {
  const text = await readFile(join(here, "../../locales/interface/widget.yml"), "utf8");
  const found = {};
  for (const [, name, said] of text.matchAll(/^widget\.(\w+):\n {2}text: (.*)$/gm)) {
    found[name] = said.replace(/^"(.*)"$/, "$1");
  }
  return language ? found : {};
}

const read = async (request) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
};

async function api(request, path, query) {
  const talk = talks.get((request.headers.authorization ?? "").replace("Bearer ", ""));
  const bytes = await read(request);
  const isJson = request.headers["content-type"]?.includes("json");
  const body = isJson ? JSON.parse(bytes.toString()) : {};
  if (path === "/conversations") return [201, begin(body)];
  if (path === "/conversations/identify")
    return [
      200,
      {
        ...fresh(talks.get(body.conversation)),
        conversation_id: body.conversation,
        language: "en",
      },
    ];
  if (path === "/conversations/token") return [200, fresh(talks.get(body.conversation))];
  if (!talk) return [401, { error: { code: "bad_token", message: "" } }];
  if (path === "/messages" && request.method === "GET") {
    const after = Number(query.get("after"));
    return [200, { messages: talk.messages.filter(({ seq }) => seq > after), owner: talk.owner }];
  }
  if (path === "/messages") {
    if (/fail/.test(body.text)) return [422, { error: { code: "invalid_field", message: "" } }];
    await new Promise((done) => setTimeout(done, /slow/.test(body.text) ? 4000 : 500));
    if (!talk.answers.has(body.client_id)) talk.answers.set(body.client_id, answer(talk, body));
    return [200, { messages: talk.answers.get(body.client_id), owner: talk.owner }];
  }
  if (path === "/attachments") {
    const head = bytes.indexOf("\r\n\r\n");
    const told = bytes.subarray(0, head).toString();
    const content = bytes.subarray(head + 4, bytes.lastIndexOf("\r\n--"));
    const shown = {
      id: crypto.randomUUID(),
      name: /filename="([^"]*)"/.exec(told)?.[1] ?? "file",
      content_type: /Content-Type: (\S+)/i.exec(told)?.[1] ?? "image/png",
      size: content.length,
    };
    files.set(shown.id, { shown, content });
    return [201, shown];
  }
  const file = files.get(path.split("/")[2]);
  if (file) return [200, file.content, file.shown.content_type];
  if (path === "/satisfaction") return [204];
  if (path === "/conversations/erase" || path === "/conversations/sign-out") {
    talks.delete(talk.id);
    return [204];
  }
  return [404, { error: { code: "not_found", message: "" } }];
}

async function page(path) {
  if (path === "/") return [200, PAGE, "text/html"];
  if (path === "/page.js") return [200, PAGE_SCRIPT, "text/javascript"];
  if (path === "/app") {
    const html = await readFile(join(dist, "app.html"), "utf8");
    return [
      200,
      html.replace("{{language}}", "en").replace("{{title}}", "Support").replace("{{origins}}", ""),
      "text/html",
    ];
  }
  if (path.startsWith("/widget/words/")) return [200, await words(path), "application/json"];
  const known = [
    "support-chat.js",
    ...(await readdir(join(dist, "widget"))).map((name) => `widget/${name}`),
  ];
  const name = known.find((one) => `/${one}` === path);
  return name ? [200, await readFile(join(dist, name)), "text/javascript"] : [404, {}];
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  const [status, body, kind = "application/json"] = pathname.startsWith("/api/v1")
    ? await api(request, pathname.slice(7), searchParams)
    : await page(pathname);
  const isRaw = typeof body === "string" || Buffer.isBuffer(body);
  response.writeHead(status, {
    "Content-Type": `${kind}${kind.startsWith("text") ? "; charset=utf-8" : ""}`,
    "Content-Security-Policy":
      "default-src 'self'; img-src 'self' blob:; script-src 'self'; style-src 'self'",
  });
  response.end(status === 204 ? undefined : isRaw ? body : JSON.stringify(body));
});

if (withStream) {
  new WebSocketServer({ server, path: "/api/v1/stream" }).on("connection", (socket) => {
    socket.once("message", (data) => {
      const { token, after } = JSON.parse(String(data));
      const talk = talks.get(token);
      if (!talk) return socket.close(4401);
      sockets.set(talk.id, (sockets.get(talk.id) ?? new Set()).add(socket));
      socket.on("close", () => sockets.get(talk.id).delete(socket));
      for (const message of talk.messages.slice(after))
        socket.send(JSON.stringify({ type: "message", message }));
      socket.send(
        JSON.stringify({
          type: "ready",
          owner: talk.owner,
          last_seq: talk.messages.length,
          expires_at: "",
        }),
      );
    });
  });
}

server.listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}/`));
