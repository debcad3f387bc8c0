import pg from "pg";
import { z } from "zod";

const intentRow = z.object({
  id: z.string(),
  userId: z.string(),
  state: z.string(),
  shareId: z.string().nullable(),
  comment: z.string().nullable(),
  destination: z.string().nullable(),
  attempts: z.number(),
});
const taskRow = z.object({
  id: z.string(),
  userId: z.string(),
  kind: z.string(),
  state: z.string(),
  status: z.string().nullable(),
  result: z.string().nullable(),
  driveTaskId: z.string().nullable(),
  zipName: z.string().nullable(),
  noticeState: z.string().nullable(),
});
const changeRow = z.object({ id: z.string(), state: z.string(), kind: z.string() });
const jobRow = z.object({ name: z.string(), state: z.string(), count: z.coerce.number() });

export type IntentRow = z.infer<typeof intentRow>;
export type TaskRow = z.infer<typeof taskRow>;

/** What the bots have written down, read past them. */
export type Records = {
  readonly intents: readonly IntentRow[];
  readonly tasks: readonly TaskRow[];
  readonly changes: readonly z.infer<typeof changeRow>[];
  /** Jobs that wait, run or are to be tried again, by kind. */
  readonly jobs: readonly z.infer<typeof jobRow>[];
  /** Jobs of which nobody could be told, by kind. */
  readonly failedJobs: readonly z.infer<typeof jobRow>[];
};

const QUERIES = {
  intents: `select id, user_id as "userId", state, share_id as "shareId", request->>'comment' as comment, destination,
    attempts from share_intents order by created_at`,
  tasks: `select id, user_id as "userId", kind, state, status, result, drive_task_id as "driveTaskId",
    zip_name as "zipName", notice_state as "noticeState" from tasks order by created_at`,
  changes: `select id, state, kind from share_changes`,
  jobs: `select name, state::text, count(*) from pgboss.job where state < 'completed' group by 1, 2 order by 1, 2`,
  failedJobs: `select name, state::text, count(*) from pgboss.job
    where state = 'failed' and name like '%.given-up' group by 1, 2 order by 1, 2`,
} as const;

export const readRecords = async (url: string): Promise<Records> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const read = async <T>(query: string, row: z.ZodType<T>): Promise<readonly T[]> =>
      (await client.query(query)).rows.map((found) => row.parse(found));
    return {
      intents: await read(QUERIES.intents, intentRow),
      tasks: await read(QUERIES.tasks, taskRow),
      changes: await read(QUERIES.changes, changeRow),
      jobs: await read(QUERIES.jobs, jobRow),
      failedJobs: await read(QUERIES.failedJobs, jobRow),
    };
  } finally {
    await client.end().catch(() => undefined);
  }
};

const ENDED_INTENT = new Set(["created", "refused", "unknown"]);
const ENDED_TASK = new Set(["done", "refused", "unknown", "lost"]);

/** Why there is still something to do; undefined: all is done. */
export const unfinished = ({ intents, tasks, jobs }: Records): string | undefined => {
  const waiting = [
    ["intents without an outcome", intents.filter(({ state }) => !ENDED_INTENT.has(state)).length],
    ["tasks under way", tasks.filter(({ state }) => !ENDED_TASK.has(state)).length],
    [
      "notices to be told",
      tasks.filter(({ state, noticeState }) => ENDED_TASK.has(state) && noticeState !== "sent").length,
    ],
    ["jobs", jobs.reduce((total, { count }) => total + count, 0)],
  ] as const;
  const left = waiting.filter(([, count]) => count > 0);
  return left.length === 0 ? undefined : left.map(([what, count]) => `${count} ${what}`).join(", ");
};
