import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { coverage } from "../../../src/emulators/koodrive/coverage.ts";
import { allRoutes } from "../../../src/emulators/koodrive/routes/all.ts";

const played = coverage.filter((row) => row.status !== "not-started");
const routes = [...new Set(allRoutes.map((route) => `${route.method} ${route.path}`))];

describe("the coverage table", () => {
  test("has each route once, and no route that is not there", () => {
    expect(played.map((row) => row.page).sort()).toEqual(routes.sort());
    expect(new Set(coverage.map((row) => row.page)).size).toBe(coverage.length);
  });

  test.each(played.map((row) => [row.page, row] as const))("%s is named by its test", (page, row) => {
    const file = join(import.meta.dirname, row.test ?? "none");
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(file, "utf8")).toContain(page);
  });

  test("says of what is missing or partial why", () => {
    const silent = coverage.filter((row) => row.status !== "supported" && row.note === undefined);
    expect(silent).toEqual([]);
  });
});
