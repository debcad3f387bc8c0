import { sql } from "kysely";
import type { Handle } from "./database.ts";

/** What open tasks ask of the budget, and what of it each person gets. Looks per second. */
export type PollDemand = {
  /** All of them together, were there no limit. */
  readonly total: number;
  /** The most that one person gets; undefined: everybody gets what they ask for. */
  readonly fairShare: number | undefined;
};

// A task that an older version opened has no step of its own.
const USUAL_STEP_MS = 10_000;

/** Looks per second that a task asks for. */
export const askedBy = (table: string) =>
  sql`1000.0 / coalesce(${sql.ref(`${table}.stepMs`)}, ${sql.lit(USUAL_STEP_MS)})`;

/**
 * Shares so many looks per second out between people: whoever asks for less than an equal part gets all of it, and what
 * they leave goes to the others, in equal parts.
 */
export const measurePollDemand = async (handle: Handle, perSecond: number): Promise<PollDemand> => {
  const { rows } = await sql<{ total: number; fairShare: number | null }>`
    with people as (
      select sum(${askedBy("tasks")})::double precision as asked from tasks
      where state = 'open' group by team_id, user_id
    ),
    ranked as (
      select
        asked,
        -- Were everybody before this one served in full: an equal part of what is left for the others.
        (${perSecond}::double precision - (sum(asked) over (order by asked rows unbounded preceding) - asked))
          / (count(*) over () - row_number() over (order by asked) + 1) as part
      from people
    )
    select
      coalesce(sum(asked), 0)::double precision as total,
      max(part) filter (where part < asked) as fair_share
    from ranked`.execute(handle);
  const [found] = rows;
  return { total: Number(found?.total ?? 0), fairShare: found?.fairShare ?? undefined };
};
