import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineMessage, handleJob, type JobContext } from "../../src/jobs/job.ts";
import type { SetAside } from "../../src/jobs/outbox.ts";
import { AppError } from "../../src/lib/errors.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestQueue } from "../support/queue.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const schema = z.object({ n: z.number() });
const retry = { limit: 150, delaySeconds: 3, backoff: true, maxDelaySeconds: 600 } as const;
const notice = defineMessage({ name: "test.notice", schema, retry });
const card = defineMessage({ name: "test.card", schema, retry });
const channel = { teamId: "T1", to: "C1" };
const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);

type Act = (n: number, context: JobContext) => Promise<void>;

/** A queue whose two kinds of message do what `act` says, and remember what was said. */
const open = async (act: Act = async () => undefined, changes: Parameters<typeof createTestQueue>[1] = {}) => {
  const said: number[] = [];
  const aside: SetAside[] = [];
  const queue = createTestQueue(database, { onSetAside: async (message) => void aside.push(message), ...changes });
  const run = async ({ n }: { readonly n: number }, context: JobContext): Promise<void> => {
    await act(n, context);
    said.push(n);
  };
  await queue.start([handleJob(notice, { run }), handleJob(card, { run })]);
  return { queue, said, aside };
};

describe("the line of a conversation", () => {
  it("keeps the order across kinds of message", async () => {
    const { queue, said } = await open();
    await database.transaction(async (tx) => {
      for (const n of numbers(60)) await queue.sendMessage(tx, n % 3 === 0 ? card : notice, channel, { n });
    });
    await queue.whenIdle();
    expect(said).toEqual(numbers(60));
    await queue.stop({ graceMs: 1_000 });
  });

  it("waits for a message that is tried again, or told to wait, and for no other conversation's", async () => {
    const failing = new Map([
      [2, new AppError("unavailable", "Slack is away", { operation: "slack.test" })],
      [4, new AppError("limited", "Slack asks to wait", { operation: "slack.test", retryAfterMs: 60_000 })],
      [6, new TypeError("a bug that passes")],
    ]);
    const act: Act = async (n, { attempt }) => {
      const error = failing.get(n);
      if (error !== undefined && attempt < 4) throw error;
    };
    const { queue, said } = await open(act);
    await database.transaction(async (tx) => {
      for (const n of numbers(10)) await queue.sendMessage(tx, notice, channel, { n });
      await queue.sendMessage(tx, notice, { teamId: "T1", to: "C2" }, { n: 100 });
    });
    await queue.whenIdle();
    expect(said.filter((n) => n < 100)).toEqual(numbers(10));
    expect(said.indexOf(100)).toBeLessThan(said.indexOf(9));
    await queue.stop({ graceMs: 1_000 });
  });

  it("goes on past a message to which Slack never answers clearly, while others are said; it waits while none is", async () => {
    const unclear = new AppError("unknown-outcome", "Slack did not answer", { operation: "slack.test" });
    let asideWhileAway: number | undefined;
    const act: Act = async (n, { attempt }) => {
      if (n === 0 || (n === 100 && attempt < 40)) throw unclear;
      if (n === 100) asideWhileAway = aside.length;
    };
    const { queue, said, aside } = await open(act);
    for (const n of [0, 1]) await queue.sendMessage(database.db, notice, channel, { n });
    await queue.sendMessage(database.db, notice, { teamId: "T1", to: "C2" }, { n: 100 });
    await queue.whenIdle();
    expect(asideWhileAway).toBe(0);
    expect(aside.map(({ to, code }) => ({ to, code }))).toEqual([{ to: "C1", code: "unknown-outcome" }]);
    expect(said.toSorted()).toEqual([1, 100]);
    await queue.stop({ graceMs: 1_000 });
  });

  it("holds back all that is behind a message which was told to wait, until its time is over", async () => {
    const times: number[] = [];
    const act: Act = async (n, { attempt }) => {
      times.push(performance.now());
      const facts = { operation: "slack.test", retryAfterMs: 1_000 };
      if (n === 0 && attempt === 1) throw new AppError("limited", "Slack asks to wait", facts);
    };
    const { queue, said } = await open(act, { immediateRetries: false });
    for (const n of numbers(3)) await queue.sendMessage(database.db, notice, channel, { n });
    await queue.whenIdle();
    expect(said).toEqual([0, 1, 2]);
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(1_000);
    await queue.stop({ graceMs: 1_000 });
  });

  it("is one for several processes", async () => {
    const { queue, said } = await open();
    const other = await open(async () => undefined, { schema: queue.schema });
    const together: number[] = [];
    for (const one of [said, other.said]) {
      one.push = (...added) => together.push(...added);
    }
    await database.transaction(async (tx) => {
      for (const n of numbers(60)) await queue.sendMessage(tx, notice, channel, { n });
    });
    await queue.whenIdle();
    await other.queue.whenIdle();
    expect(together).toEqual(numbers(60));
    await Promise.all([queue.stop({ graceMs: 1_000 }), other.queue.stop({ graceMs: 1_000 })]);
  });

  it("goes on where it was after a stop in the middle of a message", async () => {
    const begun = Promise.withResolvers<void>();
    const act: Act = async (n, { signal }) => {
      if (n !== 5) return;
      begun.resolve();
      await new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("interrupted")));
      });
    };
    const { queue, said } = await open(act);
    await database.transaction(async (tx) => {
      for (const n of numbers(10)) await queue.sendMessage(tx, notice, channel, { n });
    });
    await begun.promise;
    await queue.stop({ graceMs: 0 });
    const next = await open(async () => undefined, { schema: queue.schema });
    await next.queue.whenIdle();
    expect([...said, ...next.said]).toEqual(numbers(10));
    await next.queue.stop({ graceMs: 1_000 });
  });

  it("takes one of a waiting key while that waits", async () => {
    const { queue, said } = await open();
    await database.transaction(async (tx) => {
      await queue.sendMessage(tx, notice, channel, { n: 1 });
      for (const n of [3, 4]) await queue.sendMessage(tx, notice, channel, { n }, { waitingKey: "waits" });
    });
    await queue.whenIdle();
    expect(said).toEqual([1, 3]);
    await queue.sendMessage(database.db, notice, channel, { n: 6 }, { waitingKey: "waits" });
    await queue.whenIdle();
    expect(said).toEqual([1, 3, 6]);
    await queue.stop({ graceMs: 1_000 });
  });
});

describe("a message that cannot be said", () => {
  const refused = new AppError("bug", "Slack refused: invalid_blocks", {
    operation: "slack.chat.postMessage",
    remote: { code: "invalid_blocks", message: "invalid_blocks" },
  });

  it.each([
    ["that Slack will never take is set aside at once", refused, 1],
    ["that fails each time is set aside after five tries", new TypeError("undefined is not a function"), 5],
  ] as const)("%s, and those behind it are said", async (_case, error, tries) => {
    const attempts: number[] = [];
    const act: Act = async (n, { attempt }) => {
      if (n !== 3) return;
      attempts.push(attempt);
      throw error;
    };
    const { queue, said, aside } = await open(act);
    await database.transaction(async (tx) => {
      for (const n of numbers(8)) await queue.sendMessage(tx, notice, channel, { n });
    });
    await queue.whenIdle();
    expect(said).toEqual([0, 1, 2, 4, 5, 6, 7]);
    expect(attempts).toHaveLength(tries);
    expect(aside).toMatchObject([{ kind: "test.notice", teamId: "T1", to: "C1" }]);
    expect(queue.lines.filter(({ message }) => message === "message set aside")).toEqual([
      { level: "error", message: "message set aside" },
    ]);
    const kept = await database.connection.executeSql(
      `select data -> 'body' ->> 'n' as n, keep_days from (select data, deletion_seconds / 86400 as keep_days
        from ${queue.schema}.job where name = 'outbox.given-up') aside`,
    );
    expect(kept.rows).toEqual([{ n: "3", keep_days: 7 }]);
    await queue.stop({ graceMs: 1_000 });
  });

  it("holds up nobody while its owner is told, however often that fails", async () => {
    const calls: string[] = [];
    const run = async ({ n }: { readonly n: number }): Promise<void> => {
      if (n === 0) throw refused;
      calls.push(`said ${n}`);
    };
    const told = Promise.withResolvers<void>();
    const onGivenUp = async (): Promise<void> => {
      // Only those behind it can end this.
      await told.promise;
      calls.push("told");
    };
    const last = async ({ n }: { readonly n: number }): Promise<void> => {
      calls.push(`last ${n}`);
      told.resolve();
    };
    await using queue = createTestQueue(database);
    await queue.start([handleJob(notice, { run, onGivenUp }), handleJob(card, { run: last })]);
    await database.transaction(async (tx) => {
      for (const n of [0, 1]) await queue.sendMessage(tx, notice, channel, { n });
      await queue.sendMessage(tx, card, channel, { n: 2 });
    });
    await queue.whenIdle();
    expect(calls).toEqual(["said 1", "last 2", "told"]);
  });
});

describe("an upgrade", () => {
  const LEFT = "job left to a newer version: its payload cannot be read here";

  it("does the jobs that an earlier version sent by a message's name", async () => {
    const { queue, said } = await open();
    await queue.send(database.db, notice, { n: 7 });
    await queue.whenIdle();
    expect(said).toEqual([7]);
    await queue.stop({ graceMs: 1_000 });
  });

  it("leaves what it does not know in the line, for the version that does", async () => {
    const first = createTestQueue(database, { immediateRetries: false });
    await first.start([handleJob(notice, { run: async () => undefined })]);
    await first.sendMessage(database.db, { ...card, retry: { limit: 3, delaySeconds: 1 } }, channel, { n: 1 });
    await first.sendMessage(database.db, notice, channel, { n: 2 });
    await expect.poll(() => first.lines.map(({ message }) => message)).toContain(LEFT);
    await first.stop({ graceMs: 1_000 });
    const { queue, said } = await open(async () => undefined, { schema: first.schema });
    await queue.whenIdle();
    expect(said).toEqual([1, 2]);
    await queue.stop({ graceMs: 1_000 });
  });

  it("leaves a message of which it cannot read all to the newer version too, though it has no tries left", async () => {
    const first = createTestQueue(database, { immediateRetries: false });
    const older = { ...notice, schema: z.object({ n: z.string() }) };
    await first.start([handleJob(older, { run: async () => undefined })]);
    await first.sendMessage(database.db, { ...notice, retry: { limit: 0, delaySeconds: 1 } }, channel, { n: 1 });
    await expect.poll(() => first.lines.map(({ message }) => message)).toContain(LEFT);
    await first.stop({ graceMs: 1_000 });
    const { queue, said, aside } = await open(async () => undefined, { schema: first.schema });
    await queue.whenIdle();
    expect([said, aside]).toEqual([[1], []]);
    await queue.stop({ graceMs: 1_000 });
  });

  it("sets aside what nobody can read", async () => {
    const { queue, said, aside } = await open();
    const unknown = { ...notice, schema: z.object({ m: z.number() }) };
    await queue.sendMessage(database.db, unknown, channel, { m: 1 });
    await queue.sendMessage(database.db, notice, channel, { n: 2 });
    await queue.whenIdle();
    expect(said).toEqual([2]);
    expect(aside).toMatchObject([{ kind: "test.notice", to: "C1", message: "its payload cannot be read" }]);
    await queue.stop({ graceMs: 1_000 });
  });
});
