import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJob, handleJob } from "../../src/jobs/job.ts";
import { createFixedClock } from "../../src/lib/clock.ts";
import { claimOnce } from "../../src/store/claims.ts";
import { openDatabase } from "../../src/store/database.ts";
import { openTestDatabase, type TestDatabase, testBackend } from "../support/database.ts";
import { createTestQueue } from "../support/queue.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const schema = z.object({ n: z.number() });
const retry = { limit: 0, delaySeconds: 1 };
const numbers = defineJob({ name: "test.numbers", schema, retry });

/** A handler that remembers the numbers it was given. */
const collect = (job: typeof numbers = numbers) => {
  const seen: number[] = [];
  return { seen, handled: handleJob(job, { run: async ({ n }) => void seen.push(n) }) };
};

describe("sending", () => {
  it("runs a job with its payload", async () => {
    await using queue = createTestQueue(database);
    const contexts: object[] = [];
    const run = async (
      payload: object,
      { jobId, attempt, signal }: { jobId: string; attempt: number; signal: AbortSignal },
    ) => void contexts.push({ payload, jobId, attempt, aborted: signal.aborted });
    await queue.start([handleJob(numbers, { run })]);
    const jobId = await queue.send(database.db, numbers, { n: 1 });
    await queue.whenIdle();
    expect(contexts).toEqual([{ payload: { n: 1 }, jobId, attempt: 1, aborted: false }]);
  });

  it("in a transaction keeps the row and the job, or neither", async () => {
    await using queue = createTestQueue(database);
    const { seen, handled } = collect();
    await queue.start([handled]);
    const sendIn = async (n: number, error?: Error) =>
      database.transaction(async (tx) => {
        await claimOnce(tx, "T1", `row ${n}`, new Date(0));
        await queue.send(tx, numbers, { n });
        if (error !== undefined) throw error;
      });
    await sendIn(1);
    await expect(sendIn(2, new Error("rolled back"))).rejects.toThrow("rolled back");
    await sendIn(3);
    await queue.whenIdle();
    const rows = await database.db.selectFrom("claims").select("key").where("key", "like", "row %").execute();
    expect([rows.map(({ key }) => key).toSorted(), seen.toSorted()]).toEqual([
      ["row 1", "row 3"],
      [1, 3],
    ]);
    // On the embedded database a look at the queue's settings from within the transaction would wait for ever.
  }, 10_000);

  it("wakes a worker at once, for every one of many jobs", async () => {
    await using queue = createTestQueue(database);
    const { seen, handled } = collect();
    await queue.start([handled]);
    await database.transaction(async (tx) => {
      for (let n = 0; n < 30; n++) await queue.send(tx, numbers, { n });
    });
    await queue.whenIdle();
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n));
    // The worker would look for jobs by itself only every ten seconds.
  }, 10_000);

  it("refuses a payload that breaks the job's schema", async () => {
    await using queue = createTestQueue(database);
    await queue.start([collect().handled]);
    const broken = defineJob({
      name: numbers.name,
      retry,
      schema: z.object({ n: z.number().max(5), deep: z.object({ s: z.string() }) }),
    });
    const sent = queue.send(database.db, broken, { n: 6, deep: { s: "secret" } });
    await expect(sent).rejects.toMatchObject({
      code: "bug",
      message: "the payload of test.numbers breaks its schema in: n",
    });
  });

  it("takes an id once", async () => {
    await using queue = createTestQueue(database);
    const { seen, handled } = collect();
    await queue.start([handled]);
    const id = "00000000-0000-4000-8000-00000000000a";
    expect(await queue.send(database.db, numbers, { n: 1 }, { id })).toBe(id);
    await queue.whenIdle();
    expect(await queue.send(database.db, numbers, { n: 2 }, { id })).toBeUndefined();
    await queue.whenIdle();
    expect(seen).toEqual([1]);
  });

  it("keeps one waiting job for a key, where the policy says so", async () => {
    await using queue = createTestQueue(database);
    const short = defineJob({ name: "test.short", schema, retry, policy: "short" });
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const seen: number[] = [];
    const run = async ({ n }: { readonly n: number }) => {
      begun.resolve();
      await gate.promise;
      seen.push(n);
    };
    await queue.start([handleJob(short, { run })]);
    await queue.send(database.db, short, { n: 1 }, { singletonKey: "a" });
    await begun.promise;
    const sent = [];
    for (const [n, singletonKey] of [
      [2, "a"],
      [3, "a"],
      [4, "b"],
    ] as const) {
      sent.push((await queue.send(database.db, short, { n }, { singletonKey })) !== undefined);
    }
    gate.resolve();
    await queue.whenIdle();
    expect([sent, seen.toSorted()]).toEqual([
      [true, false, true],
      [1, 2, 4],
    ]);
  });

  it("for later waits until then, by the clock handed in", async () => {
    const clock = createFixedClock(new Date("2020-01-01T00:00:00Z"));
    await using queue = createTestQueue(database, { clock });
    const ran = Promise.withResolvers<number>();
    await queue.start([handleJob(numbers, { run: async ({ n }) => ran.resolve(n) })]);
    const sentAt = performance.now();
    await queue.send(database.db, numbers, { n: 1 }, { startAfter: new Date("2020-01-01T01:00:00Z") });
    await queue.send(database.db, numbers, { n: 2 }, { startAfter: new Date("2020-01-01T00:00:01Z") });
    expect(await ran.promise).toBe(2);
    expect(performance.now() - sentAt).toBeGreaterThan(990);
    await queue.whenIdle();
    const waiting = { name: "test.numbers", ready: 0, waiting: 1, active: 0, oldestSeconds: 0 };
    expect(await queue.depth()).toEqual([waiting]);
  }, 9_000);
});

describe("working", () => {
  it("does as many at a time as the job says", async () => {
    await using queue = createTestQueue(database);
    const wide = defineJob({ name: "test.wide", schema, retry, concurrency: 3 });
    const gate = Promise.withResolvers<void>();
    const three = Promise.withResolvers<void>();
    let [running, most] = [0, 0];
    const run = async () => {
      most = Math.max(most, ++running);
      if (running === 3) three.resolve();
      await gate.promise;
      running -= 1;
    };
    await queue.start([handleJob(wide, { run })]);
    for (let n = 0; n < 5; n++) await queue.send(database.db, wide, { n });
    await three.promise;
    const [depth] = await queue.depth();
    expect(depth).toEqual({
      name: "test.wide",
      ready: 2,
      waiting: 0,
      active: 3,
      oldestSeconds: expect.closeTo(0, -1),
    });
    gate.resolve();
    await queue.whenIdle();
    expect([most, await queue.depth()]).toEqual([3, []]);
  });

  it("shares the jobs between queues, each to one of them", async () => {
    await using one = createTestQueue(database);
    await using other = createTestQueue(database, { schema: one.schema });
    const [mine, theirs] = [collect(), collect()];
    await Promise.all([one.start([mine.handled]), other.start([theirs.handled])]);
    for (let n = 0; n < 40; n++) await one.send(database.db, numbers, { n });
    // Each notices at once only what it did itself.
    await Promise.race([one.whenIdle(), other.whenIdle()]);
    const all = [...mine.seen, ...theirs.seen].toSorted((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 40 }, (_, n) => n));
  });

  it("keeps the order within a key, where the policy says so, past one that can never be done", async () => {
    await using queue = createTestQueue(database);
    const ordered = defineJob({ name: "test.ordered", schema, retry, policy: "key_strict_fifo", concurrency: 4 });
    const seen: number[] = [];
    const run = async ({ n }: { readonly n: number }) => {
      if (n === 2) throw new Error("poison");
      seen.push(n);
    };
    await queue.start([handleJob(ordered, { run, onGivenUp: async ({ n }) => void seen.push(-n) })]);
    await database.transaction(async (tx) => {
      for (let n = 1; n <= 6; n++) await queue.send(tx, ordered, { n }, { singletonKey: "C1" });
    });
    await queue.whenIdle();
    expect(seen).toEqual([1, -2, 3, 4, 5, 6]);
  }, 10_000);
});

it.runIf(testBackend === "postgres")(
  "goes on when all its connections were lost",
  async () => {
    const own = await openDatabase(database.location);
    const queue = createTestQueue(own);
    const { seen, handled } = collect();
    await queue.start([handled]);
    await sql`
    select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(database.db);
    await queue.send(database.db, numbers, { n: 1 });
    // The pool may hold dead connections whose end it has not heard of yet: each fails one question, none the work.
    await expect.poll(() => queue.whenIdle().catch((error: Error) => error), { timeout: 8_000 }).toBeUndefined();
    await queue.send(own.db, numbers, { n: 2 });
    await queue.whenIdle();
    expect(seen).toEqual([1, 2]);
    await queue.stop({ graceMs: 1_000 });
    await own.close();
  },
  9_000,
);

it("leaves to others a job whose fetch is answered only as it stops", async () => {
  const fetched = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const executeSql: typeof database.connection.executeSql = async (text, values) => {
    const answer = await database.connection.executeSql(text, values);
    if (!JSON.stringify(answer.rows).includes('{"n":1}')) return answer;
    fetched.resolve();
    await answered.promise;
    return answer;
  };
  const stopped = collect();
  const queue = createTestQueue({ ...database, connection: { ...database.connection, executeSql } });
  await queue.start([stopped.handled]);
  await queue.send(database.db, numbers, { n: 1 });
  await fetched.promise;
  const stopping = queue.stop({ graceMs: 0 });
  answered.resolve();
  await stopping;
  await using next = createTestQueue(database, { schema: queue.schema });
  const other = collect();
  await next.start([other.handled]);
  await expect.poll(() => other.seen).toEqual([1]);
  expect(stopped.seen).toEqual([]);
});

describe("starting", () => {
  it("is ready from then on, until it stops", async () => {
    await using queue = createTestQueue(database);
    const ready = [queue.isReady()];
    await queue.start([collect().handled]);
    ready.push(queue.isReady());
    await expect(queue.start([])).rejects.toThrow("the queue was started before");
    await queue.stop({ graceMs: 1_000 });
    ready.push(queue.isReady());
    expect(ready).toEqual([false, true, false]);
  });

  it("takes over changed settings, but not a changed policy", async () => {
    await using first = createTestQueue(database);
    await first.start([collect().handled]);
    await first.stop({ graceMs: 1_000 });
    await using second = createTestQueue(database, { schema: first.schema });
    let attempts = 0;
    const run = async () => {
      attempts += 1;
      throw new Error("boom");
    };
    await second.start([handleJob({ ...numbers, retry: { limit: 3, delaySeconds: 1 } }, { run })]);
    await second.send(database.db, numbers, { n: 1 });
    await second.whenIdle();
    expect(attempts).toBe(4);
    const third = createTestQueue(database, { schema: first.schema });
    await expect(third.start([handleJob({ ...numbers, policy: "short" }, { run })])).rejects.toThrow(
      "job test.numbers has policy standard in the database, not short: rename it",
    );
    await third.stop({ graceMs: 0 });
  });
});
