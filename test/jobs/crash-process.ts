import { handleJob } from "../../src/jobs/job.ts";
import { createQueue } from "../../src/jobs/queue.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { claimOnce } from "../../src/store/claims.ts";
import { type DatabaseLocation, openDatabase } from "../../src/store/database.ts";
import { fragile } from "./crash-job.ts";

/** What a process that is going to die does: `commit` and die at once, or die while the job `run`s. */
const [place = "", when] = process.argv.slice(2);
const location: DatabaseLocation = JSON.parse(place);
const die = (): void => void process.kill(process.pid, "SIGKILL");

const database = await openDatabase(location);
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const queue = createQueue({ database, clock: systemClock, logger: silent });
const run = async (): Promise<void> => {
  if (when === "run") die();
  await new Promise(() => undefined);
};
await queue.start([handleJob(fragile, { run })]);
await database.transaction(async (tx) => {
  await claimOnce(tx, "T1", "what was asked for", new Date(0));
  await queue.send(tx, fragile, { asked: "for" });
});
if (when === "commit") die();
