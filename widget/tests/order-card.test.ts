import { render } from "lit";
import { describe, expect, it } from "vitest";
import { deadlinesOf, orderCard, statusOf } from "../src/panel/order-card";
import { message } from "./samples";

const about = (code: string, facts: Record<string, unknown> = {}, response?: string) =>
  message(1, {
    decision: { code, outcome: "answer", facts, order_number: "JM-4821-7305" },
    ...(response ? { response } : {}),
  });

describe("an order's card", () => {
  it.each([
    ["track.shipped", {}, "shipped"],
    ["cancel.allowed", {}, "paid"],
    ["refund.on_its_way", {}, "refunded"],
    ["address.too_late", { status: "delivered" }, "delivered"],
    ["order.inconsistent", { status: "lost" }, null],
    ["coupon.list", {}, null],
  ])("with %s and %j is %s", (code, facts, status) => {
    expect(statusOf(about(code, facts))).toBe(status);
  });

  it("is cancelled once the bot has cancelled, and names no deadline for it", () => {
    const done = about(
      "cancel.allowed",
      { cancel_until: "2026-11-28T12:00:00Z" },
      "utter_cancel.done",
    );
    expect(statusOf(done)).toBe("cancelled");
    expect(deadlinesOf(done)).toEqual([]);
  });

  it("names the two nearest deadlines", () => {
    const found = deadlinesOf(
      about("cancel.too_late", {
        return_until: "2026-12-28T12:00:00Z",
        guarantee_until: "2027-02-23T10:00:00Z",
        claim_from: "2027-02-08T10:00:00Z",
      }),
    );
    expect(found).toEqual([
      ["claim_from", "8 February 2027"],
      ["guarantee_until", "23 February 2027"],
    ]);
  });

  it("shows no end of a window that is over", () => {
    const facts = { cancel_until: "2026-11-28T12:00:00Z", window_open: false };
    expect(deadlinesOf(about("track.paid", facts))).toEqual([]);
  });

  it("is not there without an order", () => {
    const place = document.createElement("div");
    render(
      orderCard(message(1), (name) => name),
      place,
    );
    expect(place.querySelector(".order")).toBeNull();
  });
});
