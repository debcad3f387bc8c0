import { describe, expect, it } from "vitest";
import { packageLife, parsePackageDays } from "../../src/domain/package-life.ts";

describe("days that a package lives", () => {
  it.each([
    ["1", 1],
    ["30", 30],
    [" 6 ", 6],
    ["07", 7],
    ["0", undefined],
    ["31", undefined],
    ["100", undefined],
    ["1.5", undefined],
    ["-1", undefined],
    ["", undefined],
    ["６", undefined],
    [undefined, undefined],
  ])("%j", (text, days) => {
    expect(parsePackageDays(text)).toBe(days);
  });
});

it("a package ends so many days after it was made, where that is known", () => {
  const made = new Date("2026-03-28T12:00:00Z");
  expect(packageLife(made, 2)).toEqual({ kind: "until", at: new Date("2026-03-30T12:00:00Z") });
  expect(packageLife(made, undefined)).toEqual({ kind: "not-known" });
});
