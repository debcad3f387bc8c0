import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  `create table package_expiry (
    id uuid primary key,
    team_id text not null,
    user_id text not null,
    drive_user_id text not null,
    days integer not null check (days between 1 and 30),
    state text not null check (state in ('pending', 'done', 'refused', 'unknown', 'superseded')),
    view_id text,
    failure jsonb,
    created_at timestamptz not null,
    settled_at timestamptz
  )`,
  `create index package_expiry_set on package_expiry (team_id, settled_at) where state = 'done'`,
  `create index package_expiry_by_age on package_expiry (team_id, created_at)`,

  `create table retention_changes (
    id uuid primary key,
    team_id text not null,
    user_id text not null,
    drive_user_id text not null,
    state text not null check (state in ('draft', 'pending', 'done')),
    shown jsonb not null,
    changes jsonb not null,
    parts jsonb not null,
    read_back jsonb,
    view_id text,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index retention_drafts on retention_changes (created_at) where state = 'draft'`,
];

/** What administrators have set on the drive from Slack. */
export const driveSettings: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
