import { sql } from "kysely";
import type { PollDemand } from "../domain/poll-budget.ts";
import type { Handle } from "./database.ts";

// A task that an older version opened has no step of its own.
const USUAL_STEP_MS = 10_000;

/** Looks per second that a task asks for. */
export const askedBy = (table: string) =>
  sql`1000.0 / coalesce(${sql.ref(`${table}.stepMs`)}, ${sql.lit(USUAL_STEP_MS)})`;

/**
 * Sums up what is asked for, and shares so many looks per second out evenly: whoever asks for less than an equal part
 * gets all of it, and what they leave goes to the others, in equal parts.
 */
export const measurePollDemand = async (handle: Handle, evenly: number): Promise<PollDemand> => {
  const { rows } = await sql<{ total: number; evenShare: number | null }>`
    with people as (
      select sum(${askedBy("tasks")})::double precision as asked from tasks
      where state = 'open' group by team_id, user_id
    ),
    ranked as (
      select
        asked,
        -- Were everybody before this one served in full: an equal part of what is left for the others.
        (${evenly}::double precision - (sum(asked) over (order by asked rows unbounded preceding) - asked))
          / (count(*) over () - row_number() over (order by asked) + 1) as part
      from people
    )
    select
      coalesce(sum(asked), 0)::double precision as total,
      max(part) filter (where part < asked) as even_share
    from ranked`.execute(handle);
  const [found] = rows;
  return { total: Number(found?.total ?? 0), evenShare: found?.evenShare ?? undefined };
};

/**
 * Brings looks forward that were planned while much more was asked for: those further off than `withinMs` come at
 * random moments before that. Such as wait because the drive asked to are left. Returns how many.
 */
export const hastenPolls = async (
  handle: Handle,
  { now, withinMs }: { readonly now: Date; readonly withinMs: number },
): Promise<number> => {
  const { numAffectedRows = 0n } = await sql`
    update tasks set due_at = ${now}::timestamptz + random() * ${withinMs}::double precision * interval '1 millisecond'
    where state = 'open' and failure is null and due_at > ${new Date(now.getTime() + withinMs)}`.execute(handle);
  return Number(numAffectedRows);
};
