import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** What people and channels have chosen. */
export const preferences: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`
      create table preferences (
        team_id text not null,
        -- A Slack user id or a Slack conversation id: their first letters keep them apart.
        subject text not null,
        choices jsonb not null,
        updated_by text not null,
        updated_at timestamptz not null,
        primary key (team_id, subject)
      )`.execute(db);
  },
};
