import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  addMonths,
  monthWeeks,
  parseDay,
  weekdayOf,
} from "../../../src/emulators/slack/page/text/calendar.ts";
import {
  clockTime,
  dayKey,
  dayTitle,
  epochToWall,
  fillDate,
  wallToEpoch,
} from "../../../src/emulators/slack/page/text/dates.ts";

const NEW_YORK = { locale: "en-US", tz: "America/New_York" };
const SHANGHAI = { locale: "zh-CN", tz: "Asia/Shanghai" };
const LONDON = { locale: "en-GB", tz: "Europe/London" };
// A Friday evening in New York, Saturday morning in Shanghai.
const NOW = Date.parse("2026-08-21T23:30:00Z");
const DAY = 86_400;

const PATTERNS = [
  ["{date_num}", NEW_YORK, 0, "2026-08-21"],
  ["{date_num}", SHANGHAI, 0, "2026-08-22"],
  ["{date}", NEW_YORK, 10 * DAY, "August 31, 2026"],
  ["{date_short} at {time}", NEW_YORK, 10 * DAY, "Aug 31, 2026 at 7:30 PM"],
  ["{date_long}", NEW_YORK, 10 * DAY, "Monday, August 31, 2026"],
  ["{date_pretty}", NEW_YORK, 0, "Today"],
  ["until {date_short_pretty}", NEW_YORK, DAY, "until tomorrow"],
  ["{date_long_pretty}", SHANGHAI, -DAY, "昨天"],
  ["{date_short_pretty}", NEW_YORK, 2 * DAY, "Aug 23, 2026"],
  ["{time_secs}", LONDON, 0, "00:30:00"],
  ["{ago}", NEW_YORK, -3 * 60, "3 minutes ago"],
  ["{unknown} {date_num}", NEW_YORK, 0, "{unknown} 2026-08-21"],
  ["{time}", { locale: "no such locale", tz: "No/Where" }, 0, "11:30 PM"],
] as const;

describe("dates for a reader", () => {
  it.each(PATTERNS)("%s for %o, %i seconds from now", (pattern, reader, offset, expected) => {
    expect(fillDate(NOW / 1000 + offset, pattern, NOW, reader)?.replaceAll("\u202f", " ")).toBe(expected);
  });

  it("has no word for a moment that is none", () => {
    expect(fillDate(1e15, "{date}", NOW, NEW_YORK)).toBeUndefined();
  });

  it("names days as the reader lives them", () => {
    expect([
      dayKey(NOW, NEW_YORK.tz),
      dayKey(NOW, SHANGHAI.tz),
      dayTitle(NOW, NOW, NEW_YORK),
      dayTitle(NOW - 1000 * DAY, NOW, SHANGHAI),
      dayTitle(NOW - 5 * 1000 * DAY, NOW, NEW_YORK),
      dayTitle(NOW - 400 * 1000 * DAY, NOW, NEW_YORK),
      clockTime(NOW, LONDON),
    ]).toEqual(["2026-08-21", "2026-08-22", "Today", "昨天", "Sunday, August 16", "Thursday, July 17, 2025", "00:30"]);
  });

  it("turns a wall clock into a moment and back, in any zone", () => {
    expect(wallToEpoch("2026-08-22T07:30", SHANGHAI.tz)).toBe(NOW / 1000);
    expect(epochToWall(NOW / 1000, NEW_YORK.tz)).toBe("2026-08-21T19:30");
    expect(wallToEpoch("soon", SHANGHAI.tz)).toBeUndefined();
    const minute = fc.integer({ min: 0, max: 60 * 24 * 365 * 60 }).map((count) => count * 60);
    fc.assert(
      fc.property(minute, fc.constantFrom("Asia/Shanghai", "Asia/Kolkata", "UTC"), (epoch, tz) => {
        expect(wallToEpoch(epochToWall(epoch, tz), tz)).toBe(epoch);
      }),
    );
  });
});

describe("the calendar", () => {
  it.each([
    ["2026-8-1", "2026-08-01"],
    ["2026/08/01", "2026-08-01"],
    ["20260801", "2026-08-01"],
    [" 2026年8月1日 ", "2026-08-01"],
    ["2026-02-29", undefined],
    ["2026-13-01", undefined],
    ["tomorrow", undefined],
    ["", undefined],
  ])("reads %j as %s", (typed, day) => {
    expect(parseDay(typed)).toBe(day);
  });

  it("goes from month to month without skipping one", () => {
    expect([addMonths("2026-01-31", 1), addMonths("2026-03-31", -1), addMonths("2026-12-15", 1)]).toEqual([
      "2026-02-28",
      "2026-02-28",
      "2027-01-15",
    ]);
  });

  it("fills whole weeks that begin on the reader's first day", () => {
    expect(monthWeeks("2026-08-21", 1).map((week) => `${week[0]} ${week[6]}`)).toEqual([
      "2026-07-27 2026-08-02",
      "2026-08-03 2026-08-09",
      "2026-08-10 2026-08-16",
      "2026-08-17 2026-08-23",
      "2026-08-24 2026-08-30",
      "2026-08-31 2026-09-06",
    ]);
    const day = fc.integer({ min: 0, max: 40_000 }).map((count) => addDays("1970-01-01", count));
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 7 }), (any, first) => {
        const weeks = monthWeeks(any, first);
        expect(weeks.every((week) => weekdayOf(week[0] ?? "") === first && week.length === 7)).toBe(true);
        expect(weeks.flat()).toContain(any);
      }),
    );
  });
});
