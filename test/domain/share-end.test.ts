import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daysToReach, extendEnd, remainingChangesAt, remainingUntil, statusAt } from "../../src/domain/share-end.ts";

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const now = new Date("2026-03-28T12:00:00Z");
const later = (milliseconds: number): Date => new Date(now.getTime() + milliseconds);

describe("how long a share still works", () => {
  it.each([
    [-1, { kind: "ended" }],
    [0, { kind: "ended" }],
    [1, { kind: "hour" }],
    [HOUR - 1, { kind: "hour" }],
    [HOUR, { kind: "day" }],
    [DAY - 1, { kind: "day" }],
    [DAY, { kind: "days", days: 1 }],
    [1.4 * DAY, { kind: "days", days: 1 }],
    [1.5 * DAY, { kind: "days", days: 2 }],
    [7 * DAY - 5_000, { kind: "days", days: 7 }],
    [6.4 * DAY, { kind: "days", days: 6 }],
    [365 * DAY, { kind: "days", days: 365 }],
  ])("%d ms before its end", (left, remaining) => {
    expect(remainingUntil(later(left), now)).toEqual(remaining);
  });

  it("says the same until the moment it is said to change, and something else then", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 * DAY }), (left) => {
        const end = later(left);
        const changesAt = remainingChangesAt(end, now);
        if (changesAt === undefined) throw new Error("it ends, so it changes");
        const said = remainingUntil(end, now);
        expect(changesAt.getTime()).toBeGreaterThan(now.getTime());
        expect(remainingUntil(end, new Date(changesAt.getTime() - 1))).toEqual(said);
        expect(remainingUntil(end, changesAt)).not.toEqual(said);
      }),
    );
    expect(remainingChangesAt(now, now)).toBeUndefined();
  });
});

describe("moving the end later", () => {
  it.each([
    [later(2 * DAY), 7, { kind: "ok", endsAt: later(9 * DAY) }],
    [later(HOUR), 1, { kind: "ok", endsAt: later(DAY + HOUR) }],
    [later(DAY), 364, { kind: "ok", endsAt: later(365 * DAY) }],
    [later(DAY), 365, { kind: "too-long", maxDays: 364 }],
    [later(DAY + HOUR), 364, { kind: "too-long", maxDays: 363 }],
    [later(365 * DAY), 1, { kind: "too-long", maxDays: 0 }],
    [later(400 * DAY), 1, { kind: "too-long", maxDays: 0 }],
    [undefined, 7, { kind: "no-end" }],
    [now, 7, { kind: "ended" }],
  ])("%o by %d days", (end, days, extension) => {
    expect(extendEnd(end, days, now)).toEqual(extension);
  });

  it("counts whole days from now, never too few", () => {
    expect([1, DAY, DAY + 1, 9 * DAY - 3].map((left) => daysToReach(later(left), now))).toEqual([1, 1, 2, 9]);
  });
});

it("has expired when its end has passed, unless it had ended before", () => {
  const at = (status: "live" | "revoked", expiresAt: Date | undefined) => statusAt({ status, expiresAt }, now);
  expect([at("live", undefined), at("live", later(1)), at("live", now), at("revoked", now)]).toEqual([
    "live",
    "live",
    "expired",
    "revoked",
  ]);
});
