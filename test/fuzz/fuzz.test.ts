import { afterAll, expect, it } from "vitest";
import { createTestLocation } from "../support/database.ts";
import { fuzz } from "./fuzz.ts";

const place = await createTestLocation();
afterAll(() => place.drop());

// `npm run fuzz` does the same with a hundred thousand, and another seed each time.
it("takes whatever Slack and the drive may send: no crash, no fault, no secret in the log", async () => {
  const { location } = place;
  const report = await fuzz({
    seed: 20_261_121,
    requests: 600,
    driveCalls: 600,
    databaseUrl: location.kind === "postgres" ? location.url : undefined,
  });
  expect(report.violations).toEqual([]);
  expect(report.statuses[200]).toBeGreaterThan(400);
  expect(report.driveBodies).toBeGreaterThan(600);
  expect(report.clientCalls.values).toBeGreaterThan(50);
  expect(report.clientCalls.refused).toBeGreaterThan(50);
}, 180_000);
