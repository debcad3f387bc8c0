import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COVERAGE } from "../../../src/emulators/slack/coverage.ts";
import { METHODS } from "../../../src/emulators/slack/web-api/methods.ts";

const played = COVERAGE.filter(({ status }) => status !== "not-started");

describe("the table of Web API methods", () => {
  it("names exactly the methods that are played", () => {
    expect(played.map(({ method }) => method).toSorted()).toEqual(Object.keys(METHODS).toSorted());
  });

  it("names no method twice and gives every partial one a note", () => {
    expect(new Set(COVERAGE.map(({ method }) => method)).size).toBe(COVERAGE.length);
    expect(COVERAGE.filter(({ status, note }) => (status === "partial") !== (note !== undefined))).toEqual([]);
  });

  it.each(played.flatMap(({ method, tests }) => tests.map((file) => ({ method, file }))))(
    "$method is tried in $file",
    ({ method, file }) => {
      expect(readFileSync(new URL(file, import.meta.url), "utf8")).toContain(method);
    },
  );

  it("gives every method at least one test", () => {
    expect(played.filter(({ tests }) => tests.length === 0)).toEqual([]);
  });
});
