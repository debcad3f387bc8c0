import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** Links of others that people have opened, and the access codes they tried. */
export const linkSessions: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`
      create table link_sessions (
        id text primary key,
        team_id text not null,
        user_id text not null,
        drive_user_id text not null,
        short_code text not null,
        share_id text not null,
        owner_name text,
        -- What lies at the top of the share: at most a hundred files and folders.
        files jsonb not null,
        container_id text not null,
        sealed_token text,
        ends_at timestamptz,
        created_at timestamptz not null,
        used_at timestamptz not null,
        unique (team_id, user_id, short_code)
      )`.execute(db);
    await sql`create index link_sessions_by_age on link_sessions (used_at)`.execute(db);
    await sql`
      create table code_tries (
        team_id text not null,
        user_id text not null,
        short_code text not null,
        tries integer not null,
        last_at timestamptz not null,
        primary key (team_id, user_id, short_code)
      )`.execute(db);
    await sql`create index code_tries_by_age on code_tries (last_at)`.execute(db);
  },
};
