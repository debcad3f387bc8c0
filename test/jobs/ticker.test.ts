import { expect, it } from "vitest";
import type { JobLogger } from "../../src/jobs/job.ts";
import { createTickerRunner, defineTicker } from "../../src/jobs/ticker.ts";
import { createFixedClock } from "../../src/lib/clock.ts";

const silent: JobLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const start = new Date("2026-01-15T09:00:00Z");
const HOUR = 3_600_000;

const setUp = (logger: JobLogger = silent) => {
  const clock = createFixedClock(start);
  return { clock, tickers: createTickerRunner({ clock, logger }) };
};

it("runs with the time of the clock that was handed in", async () => {
  const { clock, tickers } = setUp();
  const times: Date[] = [];
  tickers.start([defineTicker({ name: "polls", everyMs: HOUR, run: async (now) => void times.push(now) })]);
  await tickers.tickNow();
  clock.advance(5_000);
  await tickers.tickNow("polls");
  await tickers.stop();
  expect(times).toEqual([start, new Date("2026-01-15T09:00:05Z")]);
});

it("comes again by itself, also after it threw", async () => {
  const logged: unknown[] = [];
  const { tickers } = setUp({ ...silent, error: (fields, message) => logged.push([fields.ticker, message]) });
  const third = Promise.withResolvers<void>();
  let runs = 0;
  const run = async () => {
    runs += 1;
    if (runs === 3) third.resolve();
    if (runs < 3) throw new Error("boom");
  };
  tickers.start([defineTicker({ name: "polls", everyMs: 1, run })]);
  await third.promise;
  await tickers.stop();
  expect(logged).toEqual([
    ["polls", "ticker failed; it will run again"],
    ["polls", "ticker failed; it will run again"],
  ]);
});

it("tells whoever asked for a run what it threw, and runs again", async () => {
  const { tickers } = setUp();
  let fails = true;
  const run = async () => {
    if (fails) throw new Error("boom");
  };
  tickers.start([defineTicker({ name: "polls", everyMs: HOUR, run })]);
  await expect(tickers.tickNow()).rejects.toThrow("boom");
  fails = false;
  await tickers.tickNow();
  await tickers.stop();
});

it("never overlaps itself", async () => {
  const { tickers } = setUp();
  const events: string[] = [];
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let runs = 0;
  const run = async () => {
    const mine = runs++;
    events.push(`begin ${mine}`);
    await gates[mine]?.promise;
    events.push(`end ${mine}`);
  };
  tickers.start([defineTicker({ name: "polls", everyMs: HOUR, run })]);
  const both = [tickers.tickNow(), tickers.tickNow()];
  gates[1]?.resolve();
  gates[0]?.resolve();
  await Promise.all(both);
  await tickers.stop();
  expect(events).toEqual(["begin 0", "end 0", "begin 1", "end 1"]);
});

it("waits at the stop for the run under way, tells it, and begins nothing more", async () => {
  const { tickers } = setUp();
  const events: string[] = [];
  const begun = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const run = async (_now: Date, signal: AbortSignal) => {
    events.push("begin");
    signal.addEventListener("abort", () => events.push("told"));
    begun.resolve();
    await gate.promise;
    events.push("end");
  };
  tickers.start([defineTicker({ name: "polls", everyMs: HOUR, run })]);
  const tick = tickers.tickNow();
  await begun.promise;
  const stopped = tickers.stop().then(() => events.push("stopped"));
  gate.resolve();
  await Promise.all([tick, stopped]);
  await tickers.tickNow();
  expect(events).toEqual(["begin", "told", "end", "stopped"]);
});

it("refuses two of one name, and a name it does not know", async () => {
  const { tickers } = setUp();
  const ticker = defineTicker({ name: "polls", everyMs: HOUR, run: async () => undefined });
  expect(() => tickers.start([ticker, ticker])).toThrow("two tickers are called polls");
  await expect(tickers.tickNow("reminders")).rejects.toThrow("no ticker is called reminders");
  await tickers.stop();
});
