import { render } from "lit";
import { describe, expect, it } from "vitest";
import type { Pictures } from "../src/conversation/pictures";
import { messageView } from "../src/panel/message-view";
import { linkify, safeHref } from "../src/text/linkify";
import { message } from "./samples";

const PAYLOADS = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<svg><script href=data:,alert(1) />",
  '"><iframe srcdoc="<script>alert(1)</script>">',
  "</span></div><script>alert(1)</script>",
  "<a href=javascript:alert(1)>x</a>",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  "\u0001javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:msgbox(1)",
  "file:///etc/passwd",
  "//evil.example/x",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a payload
  "${alert(1)}",
  "{{constructor.constructor('alert(1)')()}}",
  "<!-- --><style>*{display:none}</style>",
  "<details open ontoggle=alert(1)>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
  "<math><mtext></p><img src=x onerror=alert(1)>",
  "?<!--lit-part-->",
];

const say = (name: string) => name;
const scene = {
  say,
  language: "en",
  pictures: {} as Pictures,
  choose: () => {},
  resend: () => {},
  discard: () => {},
  openFile: () => {},
};

function shown(changes: Parameters<typeof message>[1]): HTMLElement {
  const place = document.createElement("div");
  render(messageView(message(1, changes), scene, { isLast: false, answer: null }), place);
  return place;
}

describe("what is written", () => {
  it.each(PAYLOADS)("stays text: %s", (payload) => {
    const place = shown({ text: payload });
    expect(place.querySelector(".bubble [lang]")?.textContent).toBe(payload);
    expect(place.querySelectorAll("a, img, script, iframe, svg, style, details")).toHaveLength(0);
  });

  it.each(PAYLOADS)("stays text as a choice, an order and a ware: %s", (payload) => {
    const place = shown({
      choices: [{ id: "1", label: payload }],
      decision: {
        code: "track.paid",
        outcome: "answer",
        facts: { tracking_numbers: [payload], cancel_until: payload, total: payload },
        order_number: payload,
        title: payload,
      },
    });
    expect(place.querySelector(".choices button")?.textContent).toBe(payload);
    expect(place.querySelector(".order .title")?.textContent).toBe(payload);
    expect(place.querySelector(".order dd")?.textContent).toBe(payload);
    expect(place.querySelectorAll("a, img, script, iframe, svg, style, details")).toHaveLength(0);
  });

  it("keeps its line breaks and spaces", () => {
    const text = "  first\n\n  second  ";
    expect(shown({ text }).querySelector(".bubble [lang]")?.textContent).toBe(text);
  });

  it("carries its own language", () => {
    const place = shown({ text: "สวัสดีค่ะ", language: "th" });
    expect(place.querySelector(".bubble [lang]")?.getAttribute("lang")).toBe("th");
  });
});

describe("links", () => {
  const hrefs = (text: string) => linkify(text).flatMap(({ href }) => href ?? []);

  it.each([
    ["see https://shop.example/a.", "https://shop.example/a"],
    ["(https://shop.example/a)", "https://shop.example/a"],
    ["https://shop.example/a_(b)", "https://shop.example/a_(b)"],
    ["https://shop.example/?q=1&r=2, then", "https://shop.example/?q=1&r=2"],
    ["HTTP://SHOP.example/x", "http://shop.example/x"],
    ["blob:https://shop.example/1", "https://shop.example/1"],
    ["«https://shop.example/»", "https://shop.example/"],
    ["ดูที่ https://shop.example/ไทย", "https://shop.example/%E0%B9%84%E0%B8%97%E0%B8%A2"],
  ])("%s leads to %s", (text, href) => {
    expect(hrefs(text)).toEqual([href]);
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
  });

  it.each([
    "https://shop.example@evil.example/",
    "https://user:password@shop.example/",
    "https://",
    "http://[",
    "ftp://shop.example/",
    "www.shop.example",
    ...PAYLOADS,
  ])("%s leads nowhere", (text) => expect(hrefs(text)).toEqual([]));

  it.each(["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "/x", ""])(
    "%s is no target",
    (address) => expect(safeHref(address)).toBeNull(),
  );

  it("open elsewhere, without a way back", () => {
    const link = shown({ text: "https://shop.example/" }).querySelector("a");
    expect(link?.rel).toContain("noopener");
    expect(link?.target).toBe("_blank");
  });

  it("leave the numbers of orders whole", () => {
    expect(linkify("Order JM-4821-7305 and T-4F2K-9QX1.")).toEqual([
      { text: "Order " },
      { text: "JM-4821-7305", isNumber: true },
      { text: " and " },
      { text: "T-4F2K-9QX1", isNumber: true },
      { text: "." },
    ]);
  });
});
