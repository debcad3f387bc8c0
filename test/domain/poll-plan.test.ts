import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextPollDelay, POLL_CEILING_MS, POLL_FLOOR_MS, type ProgressReport } from "../../src/domain/poll-plan.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const seen = (elapsedMs: number, progress: number): ProgressReport => ({ elapsedMs, progress });
const facts = fc.record({
  elapsedMs: fc.integer({ min: 0, max: DAY_MS }),
  progress: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  answerMs: fc.integer({ min: 0, max: 30_000 }),
  load: fc.constant(1),
});

describe("when a task is looked at next", () => {
  it.each([
    ["at once", { elapsedMs: 0, progress: undefined, answerMs: 0, load: 1 }, POLL_FLOOR_MS],
    ["after a minute without progress", { elapsedMs: 60_000, progress: undefined, answerMs: 0, load: 1 }, 4_919],
    ["after hours without progress", { elapsedMs: DAY_MS, progress: undefined, answerMs: 0, load: 1 }, POLL_CEILING_MS],
    // Silent it would be 25 s; at 98 % the end is foretold for 12.2 s from now.
    ["near the end", { elapsedMs: 600_000, progress: 98, answerMs: 0, load: 1 }, 12_367],
    ["while much is left", { elapsedMs: 60_000, progress: 20, answerMs: 0, load: 1 }, 21_000],
    ["at a percentage that says nothing", { elapsedMs: 60_000, progress: 0, answerMs: 0, load: 1 }, 4_919],
    // 1 % a second on both looks: the end cannot come before 49 s from now, and half of the elapsed time is the most.
    ["at a steady pace", { elapsedMs: 50_000, progress: 50, before: seen(10_000, 10), answerMs: 0, load: 1 }, 25_000],
    [
      "at a steady pace, near",
      { elapsedMs: 90_000, progress: 90, before: seen(50_000, 50), answerMs: 0, load: 1 },
      8_780,
    ],
    ["after a jump", { elapsedMs: 90_000, progress: 90, before: seen(50_000, 10), answerMs: 0, load: 1 }, 6_533],
    [
      "when the percentage went back",
      { elapsedMs: 90_000, progress: 30, before: seen(50_000, 50), answerMs: 0, load: 1 },
      31_500,
    ],
    ["after a slow answer", { elapsedMs: 1_000, progress: undefined, answerMs: 5_000, load: 1 }, 10_000],
    ["with half of the budget", { elapsedMs: 60_000, progress: undefined, answerMs: 0, load: 2 }, 9_838],
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

  it("is never closer than the floor nor further than the ceiling, whatever was reported before", () => {
    const before = fc.record({
      elapsedMs: fc.integer({ min: -DAY_MS, max: DAY_MS }),
      progress: fc.integer({ min: 0, max: 100 }),
    });
    fc.assert(
      fc.property(facts, before, (given, earlier) => {
        const delay = nextPollDelay({ ...given, before: earlier });
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(POLL_FLOOR_MS);
        expect(delay).toBeLessThanOrEqual(POLL_CEILING_MS);
      }),
    );
  });

  // The first report can be by chance as if it were steady; even then the next look comes within half of the time.
  it("tells nobody later than half of the task's duration, whatever is reported, nor asks for ever", () => {
    const report = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.integer({ min: 2_000, max: DAY_MS / 12 }),
        fc.array(report, { minLength: 1 }),
        (durationMs, said) => {
          const { lateMs, looks } = follow(durationMs, (_elapsedMs, look) => said[look % said.length]);
          expect(lateMs).toBeLessThanOrEqual(Math.max(POLL_FLOOR_MS, durationMs / 2));
          expect(looks).toBeLessThan(600);
        },
      ),
    );
  });

  it("is in time for a task that grows steadily, within three percent, with few looks", () => {
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: DAY_MS / 12 }), (durationMs) => {
        const { lateMs, looks } = follow(durationMs, (elapsedMs) => Math.floor((elapsedMs / durationMs) * 100));
        expect(lateMs).toBeLessThanOrEqual(durationMs * 0.03);
        expect(looks).toBeLessThan(100);
      }),
    );
  });
});

/** Looks as the plan says, until the task has ended. */
const follow = (durationMs: number, progressAt: (elapsedMs: number, look: number) => number | undefined) => {
  let elapsedMs = 0;
  let progress: number | undefined;
  let before: ProgressReport | undefined;
  let shown: ProgressReport | undefined;
  for (let looks = 1; ; looks += 1) {
    elapsedMs += nextPollDelay({ elapsedMs, progress, before, answerMs: 0, load: 1 });
    if (elapsedMs >= durationMs) return { lateMs: elapsedMs - durationMs, looks };
    progress = progressAt(elapsedMs, looks);
    before = shown;
    if (progress !== undefined && progress !== shown?.progress) shown = { elapsedMs, progress };
  }
};
