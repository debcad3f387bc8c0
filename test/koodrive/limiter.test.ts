import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { createLimiter, DEFAULT_LIMITS, type Limiter, type Limits, type Turn } from "../../src/koodrive/limiter.ts";
import { ANNA, clientFor, startLocalDrive } from "./local-drive.ts";

const NO_RATE = { perSecond: Number.POSITIVE_INFINITY };

const limiterWith = (
  limits: Partial<Limits>,
): { readonly limiter: Limiter; readonly advance: (ms: number) => void } => {
  let now = 0;
  return {
    limiter: createLimiter({ limits: { ...DEFAULT_LIMITS, ...limits }, monotonic: () => now }),
    advance: (ms) => {
      now += ms;
    },
  };
};

/** Enters for each name and notes in which order they are let in. */
const enterAll = (limiter: Limiter, people: readonly string[]): string[] => {
  const order: string[] = [];
  for (const person of people) {
    void Promise.resolve(limiter.enter(person, undefined)).then((turn: Turn) => {
      if (turn === "go") order.push(person);
    });
  }
  return order;
};

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("turns", () => {
  test("people take turns, however many calls one of them makes", async () => {
    const { limiter } = limiterWith({ ...NO_RATE, concurrent: 1 });
    const order = enterAll(limiter, ["ann", "ann", "ann", "ann", "bob", "bob", "cid"]);
    for (let count = 0; count < 7; count += 1) {
      await settled();
      limiter.leave(order.at(-1) ?? "");
    }
    expect(order).toEqual(["ann", "ann", "bob", "cid", "ann", "bob", "ann"]);
  });

  test("one person cannot have all that may run at once", async () => {
    const { limiter } = limiterWith({ ...NO_RATE, concurrent: 4, concurrentPerPerson: 3 });
    const order = enterAll(limiter, ["ann", "ann", "ann", "ann", "ann", "bob"]);
    await settled();
    expect(order).toEqual(["ann", "ann", "ann", "bob"]);
  });

  test("one person cannot fill the line: others still find room in it", async () => {
    const { limiter } = limiterWith({ ...NO_RATE, concurrent: 1, waiting: 4, waitingPerPerson: 2 });
    const turns = ["ann", "ann", "ann", "ann", "bob", "bob", "cid"].map((person) => limiter.enter(person, undefined));
    expect(turns.map((turn) => (typeof turn === "string" ? turn : "waits"))).toEqual([
      ...["go", "waits", "waits", "too-long"],
      ...["waits", "waits", "too-long"],
    ]);
    for (const person of ["ann", "ann", "bob", "ann", "bob"]) {
      limiter.leave(person);
      await settled();
    }
  });

  test("no more than so many run at once", async () => {
    const { limiter } = limiterWith({ ...NO_RATE, concurrent: 2 });
    const order = enterAll(limiter, ["a", "b", "c", "d"]);
    await settled();
    expect(order).toEqual(["a", "b"]);
    limiter.leave("a");
    await settled();
    expect(order).toEqual(["a", "b", "c"]);
  });

  test("no more than so many begin in a second", () => {
    const { limiter, advance } = limiterWith({ perSecond: 3, waiting: 0 });
    const tries = (count: number) => Array.from({ length: count }, () => limiter.enter("a", undefined));
    expect(tries(4)).toEqual(["go", "go", "go", "too-long"]);
    advance(334);
    expect(tries(2)).toEqual(["go", "too-long"]);
    advance(60_000);
    expect(tries(4)).toEqual(["go", "go", "go", "too-long"]);
  });

  test("who waits for the next second gets it", async () => {
    const limiter = createLimiter({
      limits: { ...DEFAULT_LIMITS, perSecond: 100 },
      monotonic: () => performance.now(),
    });
    const turns = await Promise.all(
      Array.from({ length: 110 }, () => limiter.enter("a", undefined)).map((turn) => {
        void Promise.resolve(turn).then(() => limiter.leave("a"));
        return turn;
      }),
    );
    expect(new Set(turns)).toEqual(new Set(["go"]));
  });

  test("who has waited too long is refused, and so is one too many", async () => {
    const { limiter } = limiterWith({ ...NO_RATE, concurrent: 1, waiting: 1, waitMs: 5 });
    expect(limiter.enter("a", undefined)).toBe("go");
    const waiting = limiter.enter("b", undefined);
    expect(limiter.enter("c", undefined)).toBe("too-long");
    expect(await waiting).toBe("too-long");
    // The place in the queue is free again, and the call that left it takes no turn.
    const next = limiter.enter("c", undefined);
    limiter.leave("a");
    expect(await next).toBe("go");
  });

  test("who gives up leaves the queue", async () => {
    const { limiter } = limiterWith({ ...NO_RATE, concurrent: 1 });
    const abort = new AbortController();
    expect(limiter.enter("a", undefined)).toBe("go");
    const given = limiter.enter("b", abort.signal);
    const next = limiter.enter("c", undefined);
    abort.abort();
    expect([await given, limiter.enter("d", abort.signal)]).toEqual(["given-up", "given-up"]);
    limiter.leave("a");
    expect(await next).toBe("go");
  });
});

test("the client keeps to its limits and refuses what cannot wait", async () => {
  // Answers only to three at a time: four calls at once would be four that wait here.
  const held: ServerResponse[] = [];
  let most = 0;
  const drive = await startLocalDrive((_request, response) => {
    held.push(response);
    most = Math.max(most, held.length);
    if (held.length < 3 && drive.seen.length < 13) return;
    for (const one of held.splice(0)) one.end('{"code":0,"shareLink":{"shareId":"1"}}');
  });
  const limits = { ...NO_RATE, concurrent: 3, concurrentPerPerson: 3, waiting: 10 };
  const client = clientFor(drive, { limits, retry: { attempts: 1 } });
  const calls = await Promise.allSettled(Array.from({ length: 20 }, () => client.shareDetail(ANNA, "1")));
  const refused = calls
    .filter((call) => call.status === "rejected")
    .map((call) => (call.reason as { code: string }).code);
  expect([most, drive.seen.length, refused]).toEqual([3, 13, Array.from({ length: 7 }, () => "limited")]);
});
