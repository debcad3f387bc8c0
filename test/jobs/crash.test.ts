import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { handleJob } from "../../src/jobs/job.ts";
import { createQueue } from "../../src/jobs/queue.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { claimOnce } from "../../src/store/claims.ts";
import { openDatabase } from "../../src/store/database.ts";
import { createLastingLocation, type TestLocation } from "../support/database.ts";
import { createRecordingLogger } from "../support/queue.ts";
import { fragile } from "./crash-job.ts";

let place: TestLocation;
beforeEach(async () => {
  place = await createLastingLocation();
});
afterEach(() => place.drop());

const script = fileURLToPath(new URL("./crash-process.ts", import.meta.url));

const dieWhen = async (when: "commit" | "run"): Promise<void> => {
  const child = spawn(process.execPath, [script, JSON.stringify(place.location), when], { stdio: "inherit" });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
};

it.each([
  ["between the commit and the job", "commit"],
  // On a server others notice that a process is gone when it has been silent for 10 seconds.
  ["while the job runs", "run"],
] as const)(
  "nothing is lost or doubled when the process is killed %s",
  async (_case, when) => {
    await dieWhen(when);
    const database = await openDatabase(place.location);
    const queue = createQueue({ database, clock: systemClock, logger: createRecordingLogger() });
    const payloads: unknown[] = [];
    await queue.start([handleJob(fragile, { run: async (payload) => void payloads.push(payload) })]);
    await queue.whenIdle();
    expect(payloads).toEqual([{ asked: "for" }]);
    expect(await claimOnce(database.db, "T1", "what was asked for", new Date(0))).toBe(false);
    await queue.stop({ graceMs: 1_000 });
    await database.close();
  },
  60_000,
);
