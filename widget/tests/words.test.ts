import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { LANGUAGES, spokenOf } from "../src/text/languages";
import { saying } from "../src/text/words";

const root = join(__dirname, "..", "..");

function sources(folder: string): string {
  return readdirSync(folder, { withFileTypes: true })
    .map((entry) =>
      entry.isDirectory()
        ? sources(join(folder, entry.name))
        : readFileSync(join(folder, entry.name), "utf8"),
    )
    .join("\n");
}

const written = readFileSync(join(root, "locales/interface/widget.yml"), "utf8");
const words = [...written.matchAll(/^widget\.(\w+):$/gm)].map(([, name]) => name as string);
const code = sources(join(root, "widget/src"));

/** Words whose names are put together: `status_${status}`. */
const MADE = /^(owner|status|fact|author|rating|file)_/;

describe("the words", () => {
  it("that the code says are all written", () => {
    const said = [...code.matchAll(/\bsay\(\s*"(\w+)"/g)].map(([, name]) => name);
    expect(said.length).toBeGreaterThan(30);
    expect(said.filter((name) => !words.includes(name as string))).toEqual([]);
  });

  it("that are written are all said", () => {
    const unsaid = words.filter((name) => !MADE.test(name) && !code.includes(`"${name}"`));
    expect(unsaid).toEqual([]);
  });

  it("show their facts, and nothing before they are loaded", () => {
    expect(saying({ order: "Order {number}" })("order", { number: "<b>" })).toBe("Order <b>");
    expect(saying({})("order", { number: "1" })).toBe("");
  });
});

describe("the languages", () => {
  it("are those of bot/languages.py, in its order", () => {
    const python = readFileSync(join(root, "bot/languages.py"), "utf8");
    const listed = [...python.matchAll(/Language\("(\w\w)", "([^"]+)"/g)];
    expect(Object.entries(LANGUAGES)).toEqual(listed.map(([, code, name]) => [code, name]));
  });

  it.each([
    [["pt-BR", "en"], "pt"],
    [["ja", "th-TH"], "th"],
    [["zh"], "en"],
    [[null, undefined, ""], "en"],
    [["RO_ro"], "ro"],
    [["constructor"], "en"],
  ])("of %j: %s", (tags, code) => expect(spokenOf(...tags)).toBe(code));
});
