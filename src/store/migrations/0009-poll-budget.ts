import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // Milliseconds to the next look, were there no limit on calls: what the task asks of the budget.
  `alter table tasks add column step_ms integer`,
  // What people ask of the budget is summed up from this index alone, without reading the rows.
  `create index tasks_asking on tasks (team_id, user_id) include (step_ms) where state = 'open'`,

  // One row: looks that may be taken now, for all bots together.
  `create table poll_budget (
    id integer primary key check (id = 1),
    allowance double precision not null,
    granted integer not null,
    counted_at timestamptz not null
  )`,
  `insert into poll_budget values (1, 0, 0, 'epoch')`,
];

/** The calls that all bots together may make to follow tasks. */
export const pollBudget: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
