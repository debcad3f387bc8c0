import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calendarDay, endOfValidity, isTimeZone, resolveValidity } from "../../src/domain/validity.ts";

const NOON = new Date("2026-11-21T12:00:00Z");
const until = (date: string) => ({ kind: "until", date }) as const;
const days = (count: number) => ({ kind: "days", days: count }) as const;

const ZONES = [
  "UTC",
  "Asia/Shanghai",
  "Asia/Kolkata",
  "America/New_York",
  "Europe/London",
  "Australia/Lord_Howe",
  "Pacific/Kiritimati",
  "Pacific/Niue",
];

describe("how long a link lives", () => {
  it.each([
    ["a preset", days(7), "UTC", { kind: "ok", validDays: 7, endsAt: new Date("2026-11-28T12:00:00Z") }],
    ["tomorrow", until("2026-11-22"), "UTC", { kind: "ok", validDays: 1, endsAt: new Date("2026-11-22T12:00:00Z") }],
    [
      "the last day",
      until("2027-11-21"),
      "UTC",
      { kind: "ok", validDays: 365, endsAt: new Date("2027-11-21T12:00:00Z") },
    ],
    ["today", until("2026-11-21"), "UTC", { kind: "too-early", earliest: "2026-11-22" }],
    ["yesterday", until("2026-11-20"), "UTC", { kind: "too-early", earliest: "2026-11-22" }],
    ["a day too many", until("2027-11-22"), "UTC", { kind: "too-late", latest: "2027-11-21" }],
    ["no days", days(0), "UTC", { kind: "too-early", earliest: "2026-11-22" }],
    ["366 days", days(366), "UTC", { kind: "too-late", latest: "2027-11-21" }],
    ["half a day", days(0.5), "UTC", { kind: "not-a-date" }],
    ["no number", days(Number.NaN), "UTC", { kind: "not-a-date" }],
    // It is the 22nd already on Kiritimati, and still the 21st on Niue.
    [
      "tomorrow there",
      until("2026-11-23"),
      "Pacific/Kiritimati",
      { kind: "ok", validDays: 1, endsAt: new Date("2026-11-22T12:00:00Z") },
    ],
    ["today there", until("2026-11-22"), "Pacific/Kiritimati", { kind: "too-early", earliest: "2026-11-23" }],
    [
      "tomorrow here",
      until("2026-11-22"),
      "Pacific/Niue",
      { kind: "ok", validDays: 1, endsAt: new Date("2026-11-22T12:00:00Z") },
    ],
    ["a word", until("tomorrow"), "UTC", { kind: "not-a-date" }],
    ["30 February", until("2027-02-30"), "UTC", { kind: "not-a-date" }],
    ["29 February of no leap year", until("2027-02-29"), "UTC", { kind: "not-a-date" }],
    ["another writing of a day", until("2026-12-1"), "UTC", { kind: "not-a-date" }],
  ])("%s", (_name, choice, zone, expected) => {
    expect(resolveValidity(choice, NOON, zone)).toEqual(expected);
  });

  it.each([
    ["over a leap day", "2028-02-28T12:00:00Z", "2028-03-01", "UTC", 2, "2028-03-01T12:00:00Z"],
    ["until a leap day", "2028-02-28T12:00:00Z", "2028-02-29", "UTC", 1, "2028-02-29T12:00:00Z"],
    ["over a spring night", "2027-03-12T17:00:00Z", "2027-03-15", "America/New_York", 3, "2027-03-15T17:00:00Z"],
    // 23:30 and seven times 24 hours would be half past midnight of the day after.
    [
      "late in the evening before one",
      "2027-03-14T04:30:00Z",
      "2027-03-20",
      "America/New_York",
      6,
      "2027-03-20T04:30:00Z",
    ],
    // 00:30 and two times 24 hours would be half past eleven of the day before.
    [
      "just after midnight before an autumn night",
      "2027-11-06T04:30:00Z",
      "2027-11-08",
      "America/New_York",
      3,
      "2027-11-09T04:30:00Z",
    ],
  ])("ends on the chosen day %s", (_name, now, date, zone, validDays, endsAt) => {
    expect(resolveValidity(until(date), new Date(now), zone)).toEqual({
      kind: "ok",
      validDays,
      endsAt: new Date(endsAt),
    });
    expect(calendarDay(new Date(endsAt), zone)).toBe(date);
  });

  it("can pass midnight by the hour that clocks are moved by, where the drive's bounds leave no choice", () => {
    const late = new Date("2027-03-14T04:30:00Z");
    expect(resolveValidity(until("2027-03-14"), late, "America/New_York")).toEqual({
      kind: "ok",
      validDays: 1,
      endsAt: new Date("2027-03-15T04:30:00Z"),
    });
  });

  it("ends on any chosen day within the drive's bounds, in every zone, at every time of any year", () => {
    const moment = fc.date({ min: new Date("2024-01-01"), max: new Date("2036-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...ZONES), fc.integer({ min: 2, max: 364 }), (now, zone, count) => {
        const date = calendarDay(now, zone, count);
        const validity = resolveValidity(until(date), now, zone);
        expect(validity.kind).toBe("ok");
        if (validity.kind !== "ok") return;
        expect(calendarDay(validity.endsAt, zone)).toBe(date);
        expect(validity.endsAt).toEqual(endOfValidity(now, validity.validDays));
      }),
    );
  });

  it("takes exactly the days between its own earliest and latest", () => {
    const moment = fc.date({ min: new Date("2024-01-01"), max: new Date("2036-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.constantFrom(...ZONES), (now, zone) => {
        const early = resolveValidity(days(0), now, zone);
        const late = resolveValidity(days(366), now, zone);
        if (early.kind !== "too-early" || late.kind !== "too-late") throw new Error("not refused");
        expect(resolveValidity(until(early.earliest), now, zone).kind).toBe("ok");
        expect(resolveValidity(until(late.latest), now, zone).kind).toBe("ok");
      }),
    );
  });

  it("does not throw, whatever the text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(resolveValidity(until(text), NOON, "UTC").kind).toMatch(/ok|not-a-date|too/);
      }),
    );
  });

  it.each([
    ["Asia/Shanghai", true],
    ["UTC", true],
    ["", false],
    ["Mars/Olympus", false],
    ["Asia/Shanghai; drop", false],
  ])("knows whether %j is a time zone", (name, known) => {
    expect(isTimeZone(name)).toBe(known);
  });
});
