import { describe, expect, it } from "vitest";
import type { Outgoing } from "../src/conversation/message";
import { Timeline } from "../src/conversation/timeline";
import { message } from "./samples";

const outgoing = (client_id: string, changes: Partial<Outgoing> = {}): Outgoing => ({
  client_id,
  text: "hello",
  attachments: [],
  created_at: "2026-11-28T12:00:00Z",
  state: "queued",
  ...changes,
});

const keys = (timeline: Timeline) => timeline.entries().map(({ key }) => key);

describe("the timeline", () => {
  it("orders by number, whatever order messages come in", () => {
    const timeline = new Timeline();
    timeline.merge([message(3), message(1)]);
    timeline.merge([message(2)]);
    expect(keys(timeline)).toEqual(["m-1", "m-2", "m-3"]);
  });

  it("shows a message once that comes by the answer and by the stream", () => {
    const timeline = new Timeline();
    expect(timeline.merge([message(1), message(2)])).toHaveLength(2);
    expect(timeline.merge([message(2), message(1)])).toEqual([]);
    expect(keys(timeline)).toEqual(["m-1", "m-2"]);
  });

  it("asks for what is missing, not for what came last", () => {
    const timeline = new Timeline();
    timeline.merge([message(1), message(2), message(5)]);
    expect(timeline.after).toBe(2);
    expect(timeline.hasGap).toBe(true);
    timeline.merge([message(3), message(4)]);
    expect(timeline.after).toBe(5);
    expect(timeline.hasGap).toBe(false);
  });

  it("takes a number that the server does not hold for missing no more", () => {
    const timeline = new Timeline();
    timeline.mergeAllAfter(0, [message(1), message(4)]);
    expect(timeline.after).toBe(4);
    expect(timeline.hasGap).toBe(false);
  });

  it("does not trust an answer that leaves out what was never asked for", () => {
    const timeline = new Timeline();
    timeline.merge([message(1)]);
    timeline.mergeAllAfter(7, [message(8)]);
    expect(timeline.after).toBe(1);
  });

  it("puts what is not sent last, and what is sent before its reply", () => {
    const timeline = new Timeline();
    timeline.merge([message(1), message(3)]);
    timeline.outgoing = [outgoing("late"), outgoing("asked", { state: "sent", place: 2.5 })];
    expect(keys(timeline)).toEqual(["m-1", "asked", "m-3", "late"]);
  });

  it("shows a message of ours once when the server shows it too", () => {
    const timeline = new Timeline();
    timeline.outgoing = [outgoing("mine", { state: "sent", place: 1.5 }), outgoing("next")];
    timeline.merge([message(2, { author: "customer", client_id: "mine", text: "hello" })]);
    expect(keys(timeline)).toEqual(["mine", "next"]);
    expect(timeline.outgoing.map(({ client_id }) => client_id)).toEqual(["next"]);
  });

  it("knows its own message by its text where the server tells no client_id", () => {
    const timeline = new Timeline();
    timeline.outgoing = [outgoing("mine", { state: "sending" }), outgoing("next")];
    timeline.merge([message(1, { author: "customer", text: "hello" })]);
    expect(keys(timeline)).toEqual(["m-1", "next"]);
  });
});
