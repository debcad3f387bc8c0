import { z } from "zod";
import type { SqlConnection } from "../store/database.ts";

/** How much of one kind of job there is. */
export type QueueDepth = {
  readonly name: string;
  /** Could run now. */
  readonly ready: number;
  /** Will be tried again, or was sent to start later. */
  readonly waiting: number;
  readonly active: number;
  /** Age of the oldest that could run now; 0 when there is none. */
  readonly oldestSeconds: number;
};

const depthRow = z.object({
  name: z.string(),
  ready: z.coerce.number(),
  waiting: z.coerce.number(),
  active: z.coerce.number(),
  oldestSeconds: z.coerce.number(),
});
const nameRow = z.object({ name: z.string() });
const countRow = z.object({ unfinished: z.coerce.number() });
const jobRow = z.object({ id: z.string(), name: z.string(), retryCount: z.number(), retryLimit: z.number() });

/** A job as the queue's table has it. */
export type StoredJob = z.infer<typeof jobRow>;

type Attempt = Pick<StoredJob, "id" | "name" | "retryCount">;

// What pg-boss writes as the end of an attempt of which no sign of life came any more.
const DIED = '{"value":{"message":"job heartbeat timeout"}}';

// What earlier versions write of a message that only a later one knows; they put it off for longer each time.
const NOT_KNOWN = "nobody here knows a message ";

type SqlExecutor = {
  readonly executeSql: (text: string, values?: unknown[]) => Promise<{ readonly rows: readonly unknown[] }>;
};

/** What pg-boss has no call for, asked of its table. */
export const createQueueTables = (connection: Pick<SqlConnection, "executeSql">, schema: string) => ({
  /** Kinds with nothing in them are left out. */
  depth: async (): Promise<readonly QueueDepth[]> => {
    const { rows } = await connection.executeSql(`
      select name,
        count(*) filter (where state <> 'active' and start_after <= now()) as ready,
        count(*) filter (where state <> 'active' and start_after > now()) as waiting,
        count(*) filter (where state = 'active') as active,
        coalesce(extract(epoch from now() - min(start_after) filter (where state <> 'active' and start_after <= now())), 0)
          as "oldestSeconds"
      from ${schema}.job where state < 'completed' group by name order by name`);
    return rows.map((row) => depthRow.parse(row));
  },

  /** Running, ready, or failed and to be tried again; not what was sent to start later. */
  countUnfinished: async (): Promise<number> => {
    const { rows } = await connection.executeSql(`
      select count(*) as unfinished from ${schema}.job
      where state in ('retry', 'active') or (state = 'created' and start_after <= now())`);
    return countRow.parse(rows[0]).unfinished;
  },

  listActive: async (): Promise<readonly StoredJob[]> => {
    const { rows } = await connection.executeSql(`
      select id, name, retry_count as "retryCount", retry_limit as "retryLimit" from ${schema}.job where state = 'active'`);
    return rows.map((row) => jobRow.parse(row));
  },

  /**
   * Has jobs of those names run now whose process died, or did not know them, instead of when their next try would be;
   * returns the names of these and of others that have fallen due since the last look, so many milliseconds ago, and still wait.
   */
  takeOrphans: async (names: readonly string[], sinceMs: number): Promise<readonly string[]> => {
    const { rows } = await connection.executeSql(
      `with orphans as (
        update ${schema}.job set start_after = now()
        where name = any($1::text[]) and state = 'retry' and start_after > now()
          and (output @> '${DIED}' or output ->> 'message' like '${NOT_KNOWN}%')
        returning name
      )
      select name from orphans
      union
      select name from ${schema}.job
      where name = any($1::text[]) and state < 'active'
        and start_after between now() - 2 * $2::integer * interval '1 ms' and now()`,
      [names, sinceMs],
    );
    return rows.map((row) => nameRow.parse(row).name);
  },

  /** Whether a message of that kind and `waitingKey` waits in that line. */
  isMessageWaiting: async (
    within: SqlExecutor,
    name: string,
    singletonKey: string,
    { kind, waitingKey }: { readonly kind: string; readonly waitingKey?: string | undefined },
  ): Promise<boolean> => {
    const { rows } = await within.executeSql(
      `select 1 from ${schema}.job where name = $1 and singleton_key = $2 and state in ('created', 'retry')
        and data ->> 'kind' = $3 and data ->> 'waitingKey' = $4 limit 1`,
      [name, singletonKey, kind, waitingKey],
    );
    return rows.length > 0;
  },

  /** Whether that attempt runs: it has not ended, and no process has taken the job over. */
  isRunning: async (job: Attempt): Promise<boolean> => {
    const { rows } = await connection.executeSql(
      `select 1 from ${schema}.job where name = $1 and id = $2 and retry_count = $3 and state = 'active'`,
      [job.name, job.id, job.retryCount],
    );
    return rows.length > 0;
  },

  /** Only while that attempt runs. */
  setRetryLimit: async (within: SqlExecutor, job: Attempt, limit: number): Promise<void> => {
    await within.executeSql(
      `update ${schema}.job set retry_limit = $1 where name = $2 and id = $3 and retry_count = $4 and state = 'active'`,
      [limit, job.name, job.id, job.retryCount],
    );
  },
});

export type QueueTables = ReturnType<typeof createQueueTables>;
