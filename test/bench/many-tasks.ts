import { sql } from "kysely";
import { EVEN_HALF } from "../../src/domain/poll-budget.ts";
import { type DatabaseLocation, openDatabase } from "../../src/store/database.ts";
import { measurePollDemand } from "../../src/store/poll-budget.ts";
import { PEOPLE, TEAM } from "../support/office.ts";

/** One person has a twentieth of the tasks, the others some fifty each. */
const TASKS_A_PERSON = 50;
// Nothing falls due before the bot runs.
const STARTING_MS = 8_000;

/**
 * Open tasks in the middle of their work, 10 s to 2 h old, each due when it would be had the bot followed it all the
 * time within so many looks a second.
 */
export const insertOpenTasks = async (
  location: DatabaseLocation,
  { tasks, looksPerSecond }: { readonly tasks: number; readonly looksPerSecond: number },
): Promise<void> => {
  const database = await openDatabase(location);
  const { db } = database;
  const hoard = Math.round(tasks / 20);
  // Tom's tell a percentage and end one after the other; nobody else is known to the workspace.
  await sql`
    insert into tasks (
      id, team_id, user_id, drive_user_id, share_id, share_name, kind, container_id, file_count, file_ids, file_names,
      target_folder_id, target_container_id, target_name, state, drive_task_id, status, created_at, updated_at, opened_at,
      last_progress_at, due_at, step_ms
    )
    select
      gen_random_uuid(), ${TEAM}, owner, '1681759180324844417', '1689743054514187776', 'Spring Launch', 'save', 'IAAB5', 2,
      '["FryfD0bDk0aWSfrlCgZVJG7hxDMCY5hk1", "FryfD0bDk0aWSfrlCgZVJG7hxDMCY5hk2"]', '["Brochure.pdf", "Press kit.zip"]',
      'FhTB_fxx3LRszaivDFX9NN5JRNLnS9Gob', 'IAAB6', 'Documents', 'open',
      floor(extract(epoch from now()) - age)::bigint || 'x' || case when owner = ${PEOPLE.tom}
        then floor(age * 1.2)::bigint || 'x1' else '864000x0' end,
      'running', now() - age * interval '1 second', now(), now() - age * interval '1 second',
      now() - age * interval '1 second', now(), least(120000, 280 * power(age, 0.7))::integer
    from (
      select
        case when n <= ${hoard} then ${PEOPLE.tom} else 'U0BENCH' || lpad((n % ${Math.ceil(tasks / TASKS_A_PERSON)})::text, 5, '0') end as owner,
        exp(2.3 + random() * 6.58) as age
      from generate_series(1, ${tasks}) as n
    ) as task`.execute(db);
  const demand = await measurePollDemand(db, looksPerSecond * EVEN_HALF);
  const even = demand.evenShare ?? Number.POSITIVE_INFINITY;
  const inProportion = (looksPerSecond * (1 - EVEN_HALF)) / demand.total;
  await sql`
    update tasks set due_at = now() + ${STARTING_MS} * interval '1 millisecond' + random() * step_ms * greatest(1, asked / (${even}::double precision + asked * ${inProportion}::double precision))
     
      * interval '1 millisecond'
    from (select user_id, sum(1000.0 / step_ms) as asked from tasks group by user_id) as person
    where person.user_id = tasks.user_id`.execute(db);
  // Else what reads the tables first would be slow for want of statistics.
  await sql`vacuum analyze tasks`.execute(db);
  await database.close();
};
