import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextPollDelay, POLL_CEILING_MS, POLL_FLOOR_MS } from "../../src/domain/poll-plan.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const facts = fc.record({
  elapsedMs: fc.integer({ min: 0, max: DAY_MS }),
  progress: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  answerMs: fc.integer({ min: 0, max: 30_000 }),
  load: fc.constant(1),
});

describe("when a task is looked at next", () => {
  it.each([
    ["at once", { elapsedMs: 0, progress: undefined, answerMs: 0, load: 1 }, POLL_FLOOR_MS],
    ["after a minute without progress", { elapsedMs: 60_000, progress: undefined, answerMs: 0, load: 1 }, 6_000],
    ["after hours without progress", { elapsedMs: DAY_MS, progress: undefined, answerMs: 0, load: 1 }, POLL_CEILING_MS],
    // A tenth of the time is 60 s; at 98 % the end is foretold for 12.5 s from now.
    ["near the end", { elapsedMs: 600_000, progress: 98, answerMs: 0, load: 1 }, 12_490],
    ["at a percentage too low to tell", { elapsedMs: 600_000, progress: 1, answerMs: 0, load: 1 }, 60_000],
    ["after a slow answer", { elapsedMs: 1_000, progress: undefined, answerMs: 5_000, load: 1 }, 10_000],
    ["with half of the budget", { elapsedMs: 60_000, progress: undefined, answerMs: 0, load: 2 }, 12_000],
    ["by a clock that went back", { elapsedMs: -60_000, progress: undefined, answerMs: 0, load: 1 }, POLL_FLOOR_MS],
  ])("%s", (_name, given, expected) => {
    expect(nextPollDelay(given)).toBe(expected);
  });

  it("is never closer than the floor nor further than the ceiling", () => {
    fc.assert(
      fc.property(facts, (given) => {
        const delay = nextPollDelay(given);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(POLL_FLOOR_MS);
        expect(delay).toBeLessThanOrEqual(POLL_CEILING_MS);
      }),
    );
  });

  it("comes no sooner the longer a task has taken, the slower the drive answers, the less budget there is", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 0, max: 60_000 }), (given, more) => {
        const delay = nextPollDelay(given);
        expect(nextPollDelay({ ...given, elapsedMs: given.elapsedMs + more })).toBeGreaterThanOrEqual(delay);
        expect(nextPollDelay({ ...given, answerMs: given.answerMs + more })).toBeGreaterThanOrEqual(delay);
        expect(nextPollDelay({ ...given, load: 1 + more / 1_000 })).toBeGreaterThanOrEqual(delay);
      }),
    );
  });

  it("comes no later the further a task is", () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 5, max: 98 }), (given, progress) => {
        expect(nextPollDelay({ ...given, progress: progress + 1 })).toBeLessThanOrEqual(
          nextPollDelay({ ...given, progress }),
        );
      }),
    );
  });
});
