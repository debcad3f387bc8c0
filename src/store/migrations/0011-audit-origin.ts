import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // Of entries from before nobody knows it.
  `alter table audit add column surface text`,
  `alter table audit add column channel text`,

  `create table view_places (
    team_id text not null,
    view_id text not null,
    channel text not null,
    opened_at timestamptz not null,
    primary key (team_id, view_id)
  )`,
  `create index view_places_by_age on view_places (opened_at)`,
];

/** From where something was done. */
export const auditOrigin: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
