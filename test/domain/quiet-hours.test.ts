import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isQuiet, reminderMoment } from "../../src/domain/quiet-hours.ts";

const NIGHT = { from: 22, to: 8 };

describe("quiet hours", () => {
  it.each([
    ["2026-11-28T21:59:59Z", NIGHT, "UTC", false],
    ["2026-11-28T22:00:00Z", NIGHT, "UTC", true],
    ["2026-11-29T07:59:59Z", NIGHT, "UTC", true],
    ["2026-11-29T08:00:00Z", NIGHT, "UTC", false],
    ["2026-11-28T12:30:00Z", { from: 12, to: 14 }, "UTC", true],
    ["2026-11-28T14:00:00Z", { from: 12, to: 14 }, "UTC", false],
    ["2026-11-28T23:30:00Z", { from: 22, to: 0 }, "UTC", true],
    ["2026-11-29T00:00:00Z", { from: 22, to: 0 }, "UTC", false],
    ["2026-11-28T14:30:00Z", NIGHT, "Asia/Shanghai", true],
    ["2026-11-28T14:30:00Z", NIGHT, "Europe/Berlin", false],
    ["2026-11-28T14:30:00Z", { from: 9, to: 9 }, "UTC", false],
    ["2026-11-28T14:30:00Z", undefined, "UTC", false],
  ])("%s within %j in %s: %s", (moment, quiet, timeZone, expected) => {
    expect(isQuiet(new Date(moment), quiet, timeZone)).toBe(expected);
  });
});

describe("when to remind", () => {
  it.each([
    {
      name: "out of quiet hours: when due",
      due: "2026-11-28T12:00Z",
      end: "2026-11-28T14:00Z",
      at: "2026-11-28T12:00Z",
    },
    { name: "late: in the morning", due: "2026-11-28T23:00Z", end: "2026-11-30T23:00Z", at: "2026-11-29T08:00Z" },
    {
      name: "after midnight: the same morning",
      due: "2026-11-29T03:00Z",
      end: "2026-12-01T03:00Z",
      at: "2026-11-29T08:00Z",
    },
    {
      name: "it ends meanwhile: the evening before",
      due: "2026-11-29T01:00Z",
      end: "2026-11-29T03:00Z",
      at: "2026-11-28T21:50Z",
    },
    {
      name: "no time left to act: before",
      due: "2026-11-29T06:30Z",
      end: "2026-11-29T08:30Z",
      at: "2026-11-28T21:50Z",
    },
    { name: "just time to act: after", due: "2026-11-29T07:00Z", end: "2026-11-29T09:00Z", at: "2026-11-29T08:00Z" },
    { name: "due the minute they begin", due: "2026-11-28T22:00Z", end: "2026-11-29T00:00Z", at: "2026-11-28T21:50Z" },
  ])("$name", ({ due, end, at }) => {
    const moment = reminderMoment({ dueAt: new Date(due), endsAt: new Date(end), quiet: NIGHT, timeZone: "UTC" });
    expect(moment).toEqual(new Date(at));
  });

  it.each([
    // Berlin puts its clocks forward on 28 March 2027, at 01:00 UTC, and back on 31 October 2027.
    { name: "the short night", due: "2027-03-27T22:30Z", end: "2027-03-29T22:30Z", at: "2027-03-28T06:00Z" },
    { name: "the night before it", due: "2027-03-26T22:30Z", end: "2027-03-28T22:30Z", at: "2027-03-27T07:00Z" },
    { name: "the long night", due: "2027-10-30T21:30Z", end: "2027-11-01T21:30Z", at: "2027-10-31T07:00Z" },
    { name: "back over the short night", due: "2027-03-28T03:30Z", end: "2027-03-28T05:30Z", at: "2027-03-27T20:50Z" },
  ])("in Berlin, $name", ({ due, end, at }) => {
    const moment = reminderMoment({
      dueAt: new Date(due),
      endsAt: new Date(end),
      quiet: NIGHT,
      timeZone: "Europe/Berlin",
    });
    expect(moment).toEqual(new Date(at));
  });

  it("is always before the end, never in quiet hours, and not moved by more than a day", () => {
    const hour = fc.integer({ min: 0, max: 23 });
    const zone = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Shanghai", "America/New_York", "Asia/Kathmandu");
    const due = fc.date({ min: new Date("2026-01-01"), max: new Date("2028-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(due, fc.constantFrom(48, 24, 2), hour, hour, zone, (dueAt, hours, from, to, timeZone) => {
        const endsAt = new Date(dueAt.getTime() + hours * 3_600_000);
        const quiet = { from, to };
        const moment = reminderMoment({ dueAt, endsAt, quiet, timeZone });
        expect(moment < endsAt).toBe(true);
        expect(Math.abs(moment.getTime() - dueAt.getTime())).toBeLessThanOrEqual(25 * 3_600_000);
        // Ten minutes before a quiet time of 23 hours lies in no other; clocks that change can overlap them.
        if (from !== to) expect(isQuiet(moment, quiet, timeZone) && !isClockChange(moment, timeZone)).toBe(false);
      }),
    );
  });
});

/** Whether the zone's clocks are changed within a day of the moment. */
const isClockChange = (moment: Date, timeZone: string): boolean => {
  const offset = (at: number): string | undefined =>
    new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
      .formatToParts(at)
      .find(({ type }) => type === "timeZoneName")?.value;
  const day = 24 * 3_600_000;
  return offset(moment.getTime() - day) !== offset(moment.getTime() + day);
};
