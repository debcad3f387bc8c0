import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_RETRY_POLICY, nextDelay, parseRetryAfter } from "../../src/koodrive/retry-timing.ts";

const NOW = new Date("2025-11-03T07:01:45.000Z");

describe("Retry-After", () => {
  test.each([
    [undefined, undefined],
    ["", undefined],
    ["0", 0],
    ["120", 120_000],
    [" 5 ", 5_000],
    ["1.5", 1_500],
    ["-1", undefined],
    ["soon", undefined],
    ["5x", undefined],
    ["Mon, 03 Nov 2025 07:02:15 GMT", 30_000],
    ["Mon, 03 Nov 2025 07:00:00 GMT", 0],
    ["Monday, 03-Nov-25 07:02:15 GMT", 30_000],
    ["Mon Nov  3 07:02:15 2025 GMT", 30_000],
  ])("%s", (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected);
  });
});

describe("the wait before the next attempt", () => {
  const policy = { attempts: 4, baseMs: 100, maxMs: 300, budgetMs: 1_000 };
  test.each([
    ["the first is up to the base", { failed: 1, random: 0.5 }, 50],
    ["the next doubles", { failed: 2, random: 0.5 }, 100],
    ["up to the ceiling", { failed: 3, random: 0.5 }, 150],
    ["until the attempts are used up", { failed: 4, random: 0 }, undefined],
    ["what the drive asks for is kept to, and more", { failed: 1, random: 0.5, retryAfterMs: 700 }, 750],
    ["not beyond the budget", { failed: 1, random: 0.5, retryAfterMs: 951 }, undefined],
    ["nor when the budget is spent", { failed: 1, random: 0.5, elapsedMs: 951 }, undefined],
  ])("%s", (_name, given, expected) => {
    expect(nextDelay({ policy, elapsedMs: 0, retryAfterMs: undefined, ...given })).toBe(expected);
  });

  test("is never shorter than asked for, never ends after the budget", () => {
    const given = fc.record({
      failed: fc.integer({ min: 1, max: 5 }),
      elapsedMs: fc.nat({ max: 30_000 }),
      retryAfterMs: fc.option(fc.nat({ max: 30_000 }), { nil: undefined }),
      random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    });
    fc.assert(
      fc.property(given, (values) => {
        const delay = nextDelay({ policy: DEFAULT_RETRY_POLICY, ...values });
        if (delay === undefined) return;
        expect(delay).toBeGreaterThanOrEqual(values.retryAfterMs ?? 0);
        expect(values.elapsedMs + delay).toBeLessThanOrEqual(DEFAULT_RETRY_POLICY.budgetMs);
      }),
    );
  });
});
