// What the desk's pages do beyond HTML: they ask for news, and make typing quicker. Without this
// file everything still works by links and forms.
"use strict";

const EVERY_MS = 3000;
const SLOW_MS = 15000;
const TYPING_EVERY_MS = 3000;

// --- News: asked for again and again, more rarely while nobody looks ---------------------------

function news(element, address, show) {
  let failed = false;
  async function ask() {
    try {
      const answer = await fetch(address(), { headers: { Accept: "text/html" } });
      if (answer.status === 401) {
        location.reload();
        return;
      }
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (failed) say("");
      failed = false;
      show(page);
    } catch {
      failed = true;
      say(element.dataset.lost);
    }
    setTimeout(ask, document.hidden ? SLOW_MS : EVERY_MS);
  }
  setTimeout(ask, EVERY_MS);
}

function say(text) {
  let line = document.getElementById("lost");
  if (!line) {
    line = document.createElement("p");
    line.id = "lost";
    line.className = "wrong";
    line.setAttribute("role", "status");
    document.getElementById("main").prepend(line);
  }
  line.textContent = text;
  line.hidden = !text;
}

// --- The queue ----------------------------------------------------------------------------------

const rows = document.getElementById("rows");
if (rows) {
  let before = rows.innerHTML;
  news(rows, () => rows.dataset.news + location.search, (page) => {
    const after = page.body.innerHTML;
    const counts = page.querySelector(".count").dataset;
    document.title = `(${counts.waiting}) ${rows.dataset.title}`;
    for (const badge of document.querySelectorAll("[data-count]")) {
      badge.textContent = counts[badge.dataset.count];
    }
    if (after === before) return;
    before = after;
    // Whoever is at a link by the keyboard stays at it.
    const at = rows.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    rows.replaceChildren(...page.body.childNodes);
    if (at) rows.querySelector(`a[href="${CSS.escape(at)}"]`)?.focus();
  });
}

// --- A ticket -----------------------------------------------------------------------------------

const messages = document.getElementById("messages");
if (messages) {
  const state = document.getElementById("state");
  const quiet = document.title;
  let unseen = 0;
  messages.scrollTop = messages.scrollHeight;
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      unseen = 0;
      document.title = quiet;
    }
  });
  news(messages, () => `${messages.dataset.news}?after=${messages.dataset.last}`, (page) => {
    const told = page.querySelector("[data-owner]");
    // Who has the conversation has changed: other forms belong on the page.
    if (told.dataset.owner !== state.dataset.owner || told.dataset.mine !== state.dataset.mine) {
      const text = document.getElementById("text");
      if (!text || !text.value.trim()) {
        location.reload();
        return;
      }
    }
    state.replaceChildren(...page.querySelector(".state").childNodes);
    const bottom = messages.scrollHeight - messages.scrollTop - messages.clientHeight < 60;
    for (const message of page.querySelectorAll("li[data-seq]")) {
      if (Number(message.dataset.seq) <= Number(messages.dataset.last)) continue;
      messages.dataset.last = message.dataset.seq;
      messages.append(message);
      if (document.hidden && message.className === "customer") unseen += 1;
    }
    if (unseen) document.title = `(${unseen}) ${quiet}`;
    if (bottom) messages.scrollTop = messages.scrollHeight;
  });
}

// --- The answer ---------------------------------------------------------------------------------

const text = document.getElementById("text");
if (text) {
  let told = 0;
  text.addEventListener("input", () => {
    if (Date.now() - told < TYPING_EVERY_MS) return;
    told = Date.now();
    const csrf = text.form.elements.csrf.value;
    fetch(text.dataset.typing, { method: "POST", body: new URLSearchParams({ csrf }) }).catch(() => {});
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      text.form.requestSubmit();
    }
  });
  for (const link of document.querySelectorAll("[data-reply]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      text.value = text.value.trim() ? `${text.value.trimEnd()}\n${link.dataset.reply}` : link.dataset.reply;
      text.focus();
    });
  }
  if (location.hash === "#answer") text.focus();
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", () => setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }));
}
