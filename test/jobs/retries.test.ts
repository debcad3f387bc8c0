import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { defineJob, type GivenUp, handleJob } from "../../src/jobs/job.ts";
import { AppError } from "../../src/lib/errors.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestQueue } from "../support/queue.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const schema = z.object({ n: z.number() });
const job = defineJob({ name: "test.retried", schema, retry: { limit: 2, delaySeconds: 60, backoff: true } });
const boom = new AppError("unavailable", "boom", { operation: "test", reference: "trace-1" });

describe("a job that fails", () => {
  it("is tried again until it is done", async () => {
    await using queue = createTestQueue(database);
    const attempts: number[] = [];
    const run = async (_payload: unknown, { attempt }: { readonly attempt: number }) => {
      attempts.push(attempt);
      if (attempt < 3) throw boom;
    };
    await queue.start([handleJob(job, { run })]);
    await queue.send(database.db, job, { n: 1 });
    await queue.whenIdle();
    expect(attempts).toEqual([1, 2, 3]);
    expect(queue.lines).toEqual([
      { level: "warn", message: "job failed; it will be tried again" },
      { level: "warn", message: "job failed; it will be tried again" },
    ]);
  });

  it("is given up after the last retry, and its owner is told once", async () => {
    await using queue = createTestQueue(database);
    const told: { readonly payload: unknown; readonly failure: GivenUp }[] = [];
    const run = async () => {
      throw boom;
    };
    await queue.start([
      handleJob(job, { run, onGivenUp: async (payload, failure) => void told.push({ payload, failure }) }),
    ]);
    const jobId = await queue.send(database.db, job, { n: 7 });
    await queue.whenIdle();
    const failure = { jobId, message: "boom", code: "unavailable", reference: "trace-1" };
    expect(told).toEqual([{ payload: { n: 7 }, failure }]);
    expect(queue.lines.slice(2)).toEqual([
      { level: "error", message: "job failed for the last time" },
      { level: "error", message: "job given up" },
    ]);
  });

  it("is not forgotten when telling its owner fails too", async () => {
    await using queue = createTestQueue(database);
    let calls = 0;
    const run = async () => {
      throw boom;
    };
    const onGivenUp = async () => {
      calls += 1;
      if (calls < 3) throw new Error("nobody listens");
    };
    await queue.start([handleJob({ ...job, retry: { limit: 0, delaySeconds: 0 } }, { run, onGivenUp })]);
    await queue.send(database.db, job, { n: 1 });
    await queue.whenIdle();
    expect(calls).toBe(3);
  });

  it("is left to a newer version while an upgrade may be under way, when its payload cannot be read here", async () => {
    await using queue = createTestQueue(database, { immediateRetries: false });
    const runs: string[] = [];
    const stricter = { ...job, schema: z.object({ n: z.number(), since: z.string() }) };
    const run = async () => void runs.push("run");
    await queue.start([handleJob(stricter, { run, onGivenUp: async () => void runs.push("told") })]);
    await queue.send(database.db, job, { n: 1 });
    const left = "job left to a newer version: its payload cannot be read here";
    await vi.waitFor(async () => {
      expect(queue.lines).toEqual([{ level: "warn", message: left }]);
      expect(await queue.depth()).toMatchObject([{ name: job.name, ready: 0, waiting: 1, active: 0 }]);
    }, 10_000);
    expect(runs).toEqual([]);
  });

  it("is given up at once when its payload cannot be read, for no retry would help", async () => {
    await using queue = createTestQueue(database);
    const runs: string[] = [];
    const stricter = { ...job, schema: z.object({ n: z.number(), since: z.string() }) };
    const run = async () => void runs.push("run");
    await queue.start([handleJob(stricter, { run, onGivenUp: async () => void runs.push("told") })]);
    await queue.send(database.db, job, { n: 1 });
    await queue.whenIdle();
    expect(runs).toEqual([]);
    expect(queue.lines).toEqual([
      { level: "error", message: "job set aside: its payload cannot be read" },
      { level: "error", message: "job given up" },
    ]);
  });
});

describe("a job that is told to wait", () => {
  const limited = (retryAfterMs: number) => new AppError("limited", "wait", { operation: "test", retryAfterMs });

  it("does so without using up its retries", async () => {
    await using queue = createTestQueue(database);
    const attempts: number[] = [];
    const run = async (_payload: unknown, { attempt }: { readonly attempt: number }) => {
      attempts.push(attempt);
      if (attempt < 5) throw limited(60_000);
    };
    await queue.start([handleJob({ ...job, retry: { limit: 0, delaySeconds: 0 } }, { run })]);
    await queue.send(database.db, job, { n: 1 });
    await queue.whenIdle();
    expect(attempts).toEqual([1, 2, 3, 4, 5]);
  });

  it("comes again when the time is over, not before", async () => {
    await using queue = createTestQueue(database, { immediateRetries: false });
    const times: number[] = [];
    const run = async (_payload: unknown, { attempt }: { readonly attempt: number }) => {
      times.push(performance.now());
      if (attempt === 1) throw limited(1_000);
    };
    await queue.start([handleJob(job, { run })]);
    await queue.send(database.db, job, { n: 1 });
    await queue.whenIdle();
    const [first = 0, second = 0] = times;
    expect(times).toHaveLength(2);
    expect(second - first).toBeGreaterThan(990);
  }, 9_000);
});

describe("stopping", () => {
  const once = { ...job, retry: { limit: 0, delaySeconds: 60 } };

  it("waits for what runs", async () => {
    const queue = createTestQueue(database);
    const events: string[] = [];
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const run = async () => {
      begun.resolve();
      await gate.promise;
      events.push("done");
    };
    await queue.start([handleJob(once, { run })]);
    await queue.send(database.db, once, { n: 1 });
    await begun.promise;
    const stopped = queue.stop({ graceMs: 10_000 }).then(() => events.push("stopped"));
    gate.resolve();
    await stopped;
    await queue.stop({ graceMs: 10_000 });
    expect(events).toEqual(["done", "stopped"]);
    expect(await queue.depth()).toEqual([]);
  });

  it("hands back what does not end in time, tells it so, and uses up no retry", async () => {
    const queue = createTestQueue(database);
    const begun = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const run = async (_payload: unknown, { signal }: { readonly signal: AbortSignal }) => {
      signal.addEventListener("abort", () => told.resolve());
      begun.resolve();
      await told.promise;
      throw new Error("interrupted");
    };
    await queue.start([handleJob(once, { run })]);
    await queue.send(database.db, once, { n: 1 });
    await begun.promise;
    await queue.stop({ graceMs: 0 });
    await told.promise;

    await using next = createTestQueue(database, { schema: queue.schema });
    const attempts: number[] = [];
    await next.start([handleJob(once, { run: async (_payload, { attempt }) => void attempts.push(attempt) })]);
    await next.whenIdle();
    expect(attempts).toEqual([2]);
  });
});
