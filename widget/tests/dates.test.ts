import { describe, expect, it } from "vitest";
import { date, day, money, size } from "../src/text/dates";

const NBSP = /[\u00a0\u202f]/g;

describe("dates", () => {
  it.each([
    ["en", "24 November 2026"],
    ["fr", "24 novembre 2026"],
    ["de", "24. November 2026"],
    ["pt", "24 de novembro de 2026"],
    ["ru", "24 ноября 2026 г."],
    ["pl", "24 listopada 2026"],
    ["th", "24 พฤศจิกายน 2026"],
    ["tr", "24 Kasım 2026"],
    ["ro", "24 noiembrie 2026"],
  ])("are long in %s", (language, said) => {
    expect(date("2026-11-24", language)?.replace(NBSP, " ")).toBe(said);
  });

  it("count Thai years as everywhere else", () => {
    const said = date("2026-11-24", "th");
    expect(said).toContain("2026");
    expect(said).not.toContain("2569");
  });

  it("are told in the customer's zone, as the bot's text has them", () => {
    const until = "2026-11-28T22:01:00.123456Z";
    const said = (zone?: string) => date(until, "en", { withTime: true, zone });
    expect(said("Asia/Bangkok")).toBe("29 November 2026 at 05:01");
    expect(said("Europe/London")).toBe("28 November 2026 at 22:01");
    expect(said("Nowhere/Land")).toContain("November 2026");
  });

  it("are the same day in every zone where they are days", () => {
    expect(date("2026-01-01", "en")).toBe("1 January 2026");
  });

  it.each([null, 5, "soon", "", {}, ["2026-11-24"]])("are not made of %j", (value) => {
    expect(date(value, "en")).toBeNull();
  });

  it("are today and yesterday among messages", () => {
    const now = new Date(2026, 10, 28, 9);
    expect(day(new Date(2026, 10, 28, 1).toISOString(), "en", now)).toBe("Today");
    expect(day(new Date(2026, 10, 27, 23).toISOString(), "fr", now)).toBe("Hier");
    expect(day(new Date(2026, 10, 24, 23).toISOString(), "en", now)).toBe("Tuesday 24 November");
    expect(day(new Date(2025, 10, 24, 23).toISOString(), "en", now)).toContain("2025");
  });
});

describe("money", () => {
  it("is said as the language says it", () => {
    expect(money({ amount: "18.90", currency: "EUR" }, "de")?.replace(NBSP, " ")).toBe("18,90 €");
    expect(money({ amount: "18.90", currency: "EUR" }, "en")).toBe("€18.90");
  });

  it.each([null, "18.90", { amount: 1 }, { amount: "1", currency: "<b>" }])(
    "is not made of %j",
    (value) => expect(money(value, "en")).toBeNull(),
  );
});

it("sizes of files are told in kilobytes and megabytes", () => {
  expect(size(200, "en")).toBe("1 kB");
  expect(size(2_340_000, "de").replace(NBSP, " ")).toBe("2,3 MB");
});
