import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  `create table sharing_policies (
    team_id text primary key,
    rules jsonb not null,
    revision integer not null,
    updated_by text not null,
    updated_at timestamptz not null
  )`,

  `create table audit_settings (
    team_id text primary key,
    days integer not null check (days between 30 and 3650),
    updated_by text not null,
    updated_at timestamptz not null
  )`,

  `create table exception_requests (
    id uuid primary key,
    team_id text not null,
    user_id text not null,
    wish jsonb not null,
    reason text not null,
    state text not null check (state in ('waiting', 'approved', 'refused', 'expired', 'used')),
    decided_by text,
    used_for text,
    expires_at timestamptz not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index exception_requests_by_person on exception_requests (team_id, user_id, state)`,
  `create index exception_requests_due on exception_requests (expires_at) where state in ('waiting', 'approved')`,
  `create table exception_messages (
    request_id uuid not null references exception_requests (id) on delete cascade,
    user_id text not null,
    channel text not null,
    ts text not null,
    primary key (request_id, channel, ts)
  )`,

  // The log is read newest first, filtered by one of these.
  `create index audit_by_id on audit (team_id, id)`,
  `create index audit_by_act on audit (team_id, act text_pattern_ops, id)`,
  `create index audit_by_share on audit (team_id, (subject ->> 'shareId'), id)`,
];

/** What administrators allow, exceptions from it, and how long the audit log is kept. */
export const policy: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
