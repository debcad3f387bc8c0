import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { defineJob, handleJob } from "../../src/jobs/job.ts";
import { createQueueTables } from "../../src/jobs/queue-tables.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { createTestQueue } from "../support/queue.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const job = defineJob({
  name: "test.left",
  schema: z.object({ n: z.number() }),
  retry: { limit: 8, delaySeconds: 300, backoff: true },
});
const FAR = new Date(Date.now() + 60 * 60 * 1_000);

it.each([
  ["a process that died", { value: { message: "job heartbeat timeout" } }],
  [
    "an earlier version that did not know them",
    { message: "nobody here knows a message test.left", code: "unavailable" },
  ],
])("jobs of %s are done at once, others when their next try is due", async (_case, output) => {
  await using queue = createTestQueue(database, { immediateRetries: false });
  const done = Promise.withResolvers<number>();
  await queue.start([handleJob(job, { run: async ({ n }) => done.resolve(n) })]);
  const ids: (string | undefined)[] = [];
  for (const n of [1, 2, 3]) ids.push(await queue.send(database.db, job, { n }, { startAfter: FAR }));
  const [, failed, orphan] = ids;
  const setOutput = (id: string | undefined, ended: object) =>
    database.connection.executeSql(
      `update ${queue.schema}.job set state = 'retry', output = $2 where name = $3 and id = $1`,
      [id, JSON.stringify(ended), job.name],
    );
  await setOutput(failed, { message: "the drive is away", code: "unavailable" });
  await setOutput(orphan, output);

  // The embedded database has one process: there it is asked only here.
  if (database.backend === "pglite") {
    const tables = createQueueTables(database.connection, queue.schema);
    expect(await tables.takeOrphans([job.name, "test.other"], 2_000)).toEqual([job.name]);
    expect(await queue.depth()).toMatchObject([{ name: job.name, ready: 1, waiting: 2 }]);
    return;
  }
  expect(await done.promise).toBe(3);
  expect(await queue.depth()).toMatchObject([{ name: job.name, ready: 0, waiting: 2 }]);
});
