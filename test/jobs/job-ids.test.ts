import { expect, it } from "vitest";
import { z } from "zod";
import { createJobIds } from "../../src/jobs/job-ids.ts";
import { createFixedClock } from "../../src/lib/clock.ts";

it("makes UUIDs that sort in the order they were made, whatever the clock does", () => {
  const clock = createFixedClock(new Date("2026-01-15T09:00:00Z"));
  const next = createJobIds(clock);
  const ids = [next()];
  for (const step of [0, 1, -5_000, 0, 60_000, 3_600_000]) {
    clock.advance(step);
    for (let n = 0; n < 5_000; n++) ids.push(next());
  }
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  expect(z.array(z.uuidv7()).safeParse(ids).success).toBe(true);
  expect(ids[0]?.slice(0, 13).replace("-", "")).toBe(Date.UTC(2026, 0, 15, 9).toString(16).padStart(12, "0"));
});
