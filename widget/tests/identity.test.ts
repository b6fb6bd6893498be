import { describe, expect, it } from "vitest";
import { expiry, Identity } from "../src/conversation/identity";

const token = (exp: number) => `h.${btoa(JSON.stringify({ exp })).replace(/=/g, "")}.s`;
const NOW = 1_000_000_000_000;

function setUp(...tokens: (string | null | Error)[]) {
  let expired = 0;
  let asked = 0;
  const identity = new Identity(
    async () => {
      asked += 1;
      const next = tokens.shift() ?? null;
      if (next instanceof Error) throw next;
      return next;
    },
    () => {
      expired += 1;
    },
    () => NOW,
  );
  return { identity, told: () => ({ expired, asked }) };
}

describe("who is signed in", () => {
  it("is asked once while the token is good", async () => {
    const good = token(NOW / 1000 + 600);
    const { identity, told } = setUp(good);
    expect(await Promise.all([identity.get(), identity.get()])).toEqual([good, good]);
    expect(await identity.get()).toBe(good);
    expect(told()).toEqual({ expired: 0, asked: 1 });
  });

  it("is asked again, and told of, when the token expires", async () => {
    const next = token(NOW / 1000 + 600);
    const { identity, told } = setUp(token(NOW / 1000 + 10), next);
    await identity.get();
    expect(await identity.get()).toBe(next);
    expect(told()).toEqual({ expired: 1, asked: 2 });
  });

  it("is asked again when the server refuses the token", async () => {
    const { identity, told } = setUp(token(NOW / 1000 + 600), token(NOW / 1000 + 700));
    await identity.get();
    identity.refuse();
    await identity.get();
    expect(told()).toEqual({ expired: 1, asked: 2 });
  });

  it("is nobody where the page's callback fails or gives nothing", async () => {
    const { identity } = setUp(new Error("no network"), null);
    expect(await identity.get()).toBeNull();
    expect(await identity.get()).toBeNull();
  });

  it("is nobody any more after a change, though an answer was under way", async () => {
    const { identity } = setUp(token(NOW / 1000 + 600));
    const asked = identity.get();
    identity.set(null);
    await asked;
    expect(await identity.get()).toBeNull();
  });
});

it.each(["", "a.b", "a.!!.c", "a.e30.c"])("%j tells no expiry", (text) => {
  expect(expiry(text)).toBe(0);
});
