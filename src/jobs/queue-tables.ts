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
const countRow = z.object({ unfinished: z.coerce.number() });
const jobRow = z.object({ id: z.string(), name: z.string(), retryCount: z.number(), retryLimit: z.number() });

/** A job as the queue's table has it. */
export type StoredJob = z.infer<typeof jobRow>;

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

  /** Only while that attempt runs. */
  setRetryLimit: async (
    within: SqlExecutor,
    job: { readonly id: string; readonly name: string; readonly retryCount: number },
    limit: number,
  ): Promise<void> => {
    await within.executeSql(
      `update ${schema}.job set retry_limit = $1 where name = $2 and id = $3 and retry_count = $4 and state = 'active'`,
      [limit, job.name, job.id, job.retryCount],
    );
  },
});

export type QueueTables = ReturnType<typeof createQueueTables>;
