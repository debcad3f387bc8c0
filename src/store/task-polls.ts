import { sql } from "kysely";
import type { TaskResult, TaskStatus } from "../domain/task.ts";
import type { Handle } from "./database.ts";
import { askedBy } from "./poll-budget.ts";
import type { StoredFailure } from "./tables.ts";
import { summaryColumns, type TaskSummary } from "./tasks.ts";
import { toJson } from "./values.ts";

/** A task to look at now. Its `dueAt` has been moved on; `wasDueAt` is when it ought to be looked at. */
export type DueTask = TaskSummary & {
  readonly wasDueAt: Date;
  /** Looks per second that the person's open tasks ask for, this one included; of 10,000 of them at most. */
  readonly personAsks: number;
};

// Another instance may be taking the first ones at the same moment.
const SPARE = 4;
// Ranking more than this takes longer than it makes anything fairer.
const RANKED = 10_000;
// Summing up more of one person's tasks with each batch would cost more than the sum is worth.
const SUMMED = 10_000;

/**
 * Takes open tasks that have fallen due: among the 10,000 longest due each person's first before anybody's second. What
 * is taken is due again only after the lease, so that no other instance gets it, and one that dies loses nothing. All
 * instances together get so many per second at most, by the clock handed in; what one pause of a second left over is
 * kept. May give fewer than there are when another instance takes at the same time; ask again.
 */
export const takeDueTasks = async (
  handle: Handle,
  {
    now,
    limit,
    leaseMs,
    perSecond,
  }: { readonly now: Date; readonly limit: number; readonly leaseMs: number; readonly perSecond: number },
): Promise<readonly DueTask[]> => {
  const leaseEnd = new Date(now.getTime() + leaseMs);
  const columns = sql.join(summaryColumns.map((column) => sql.ref(`tasks.${column}`)));
  // Written out wherever it is used: only so does it see what another instance has just taken.
  const allowed = sql`least(
    ${perSecond}::double precision,
    allowance + greatest(0, extract(epoch from ${now}::timestamptz - counted_at)) * ${perSecond}::double precision
  )`;
  const granted = sql`least(${limit}::integer, ready.count, floor(${allowed}))`;
  const { rows } = await sql<DueTask>`
    with ready as (
      select count(*) from (
        select from tasks where state = 'open' and due_at <= ${now} limit ${limit}
      ) as due_now
    ),
    budget as (
      update poll_budget set
        granted = ${granted},
        allowance = ${allowed} - ${granted},
        -- Clocks differ a little; one that was far ahead is not waited for.
        counted_at = case
          when counted_at > ${now}::timestamptz + interval '10 seconds' then ${now}::timestamptz
          else greatest(counted_at, ${now}::timestamptz) end
      from ready where ready.count > 0
      returning granted
    ),
    oldest as (
      select id, team_id, user_id, due_at from tasks
      where state = 'open' and due_at <= ${now} order by due_at limit ${RANKED}
    ),
    due as (
      select id, due_at, row_number() over (partition by team_id, user_id order by due_at, id) as turn from oldest
    ),
    first as (select id, turn from due order by turn, due_at limit ${limit * SPARE}),
    taken as (
      select tasks.id, tasks.due_at, first.turn from tasks join first on first.id = tasks.id
      where tasks.state = 'open' and tasks.due_at <= ${now}
      order by first.turn, tasks.due_at limit (select granted from budget)
      for update of tasks skip locked
    ),
    leased as (
      update tasks set due_at = ${leaseEnd} from taken where tasks.id = taken.id
      returning ${columns}, taken.due_at as was_due_at, taken.turn
    ),
    people as (
      select team_id, user_id, asked::double precision as person_asks
      from (select distinct team_id, user_id from leased) as person
      cross join lateral (
        select sum(${askedBy("mine")}) as asked from (
          select step_ms from tasks
          where state = 'open' and team_id = person.team_id and user_id = person.user_id limit ${SUMMED}
        ) as mine
      ) as summed
    )
    select * from leased join people using (team_id, user_id) order by turn, was_due_at`.execute(handle);
  return rows;
};

/** What a look at a task brought. What is undefined stays as it was. */
export type PollWrite = {
  readonly id: string;
  readonly status?: TaskStatus | undefined;
  readonly result?: TaskResult | undefined;
  /** 0 to 100. */
  readonly progress?: number | undefined;
  /** Ids of the files that failed. */
  readonly failedFiles?: readonly string[] | undefined;
  /** The package's link: whoever has it has the files, so sealed. */
  readonly downloadSealed?: string | undefined;
  /** Why the look did not work; undefined: it did. */
  readonly failure?: StoredFailure | undefined;
  /** `open` goes on at that time; `done` has ended; `lost` cannot be followed any more. */
  readonly next:
    | {
        readonly state: "open";
        readonly dueAt: Date;
        /** The step to there, were there no limit on calls. */
        readonly stepMs: number;
      }
    | { readonly state: "done" | "lost" };
};

/**
 * Writes any number of looks in one statement, and makes a notice fall due for each task that ended. Tasks that are not
 * open any more are left alone. A task never goes back, whatever the drive says: one that does has not moved.
 *
 * @returns the ids of those that ended with this
 */
export const writePolls = async (
  handle: Handle,
  polls: readonly PollWrite[],
  now: Date,
): Promise<readonly string[]> => {
  if (polls.length === 0) return [];
  const rows = polls.map(({ id, status, result, progress, failedFiles, downloadSealed, failure, next }) => ({
    id,
    state: next.state,
    due_at: next.state === "open" ? next.dueAt.toISOString() : null,
    step_ms: next.state === "open" ? next.stepMs : null,
    status: status ?? null,
    result: result ?? null,
    progress: progress ?? null,
    failed_files: failedFiles ?? null,
    download_sealed: downloadSealed ?? null,
    failure: failure ?? null,
  }));
  const written = await sql<{ id: string; ended: boolean }>`
    update tasks set
      state = poll.state,
      due_at = poll.due_at,
      step_ms = poll.step_ms,
      status = coalesce(poll.status, tasks.status),
      result = coalesce(poll.result, tasks.result),
      -- A look that took long may come after a later one.
      progress = greatest(poll.progress, tasks.progress),
      failed_files = coalesce(poll.failed_files, tasks.failed_files),
      download_sealed = coalesce(poll.download_sealed, tasks.download_sealed),
      failure = poll.failure,
      last_progress_at = case
        when coalesce(poll.status, tasks.status) is distinct from tasks.status
          or greatest(poll.progress, tasks.progress) is distinct from tasks.progress
        then ${now}::timestamptz else tasks.last_progress_at end,
      sealed_token = case when poll.state = 'open' then tasks.sealed_token end,
      ended_at = case when poll.state = 'open' then null else ${now}::timestamptz end,
      notice_state = case when poll.state = 'open' then tasks.notice_state else 'due' end,
      notice_at = case when poll.state = 'open' then tasks.notice_at else ${now}::timestamptz end,
      polls = tasks.polls + 1,
      updated_at = ${now}
    from jsonb_to_recordset(${toJson(rows)}::jsonb) as poll (
      id uuid, state text, due_at timestamptz, step_ms integer, status text, result text, progress integer,
      failed_files jsonb, download_sealed text, failure jsonb
    )
    where tasks.id = poll.id and tasks.state = 'open'
    returning tasks.id, tasks.state <> 'open' as ended`.execute(handle);
  return written.rows.filter(({ ended }) => ended).map(({ id }) => id);
};
