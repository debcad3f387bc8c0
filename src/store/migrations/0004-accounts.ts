import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  `create table account_links (
    team_id text not null,
    user_id text not null,
    drive_user_id text not null,
    drive_user_name text,
    reason text not null check (reason in ('email', 'approved')),
    approved_by text,
    shared boolean not null,
    linked_at timestamptz not null,
    check_due_at timestamptz not null,
    primary key (team_id, user_id)
  )`,
  // One drive user, one person: a second one only where an administrator has said so.
  `create unique index account_links_one_person on account_links (team_id, drive_user_id) where not shared`,
  `create index account_links_by_drive_user on account_links (team_id, drive_user_id)`,
  `create index account_links_due on account_links (check_due_at)`,

  `create table link_requests (
    id uuid primary key,
    team_id text not null,
    user_id text not null,
    asked_kind text not null check (asked_kind in ('user-id', 'phone')),
    asked text,
    drive_user_id text,
    drive_user_name text,
    drive_department text,
    email_check text check (email_check in ('same', 'differs', 'unknown')),
    holder_user_id text,
    revision integer not null default 1,
    state text not null
      check (state in ('looking', 'waiting', 'linked', 'denied', 'expired', 'refused', 'withdrawn')),
    refusal text,
    failure jsonb,
    view_id text,
    decided_by text,
    remind_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create unique index link_requests_live on link_requests (team_id, user_id) where state in ('looking', 'waiting')`,
  `create index link_requests_by_person on link_requests (team_id, user_id, created_at)`,
  `create index link_requests_to_remind on link_requests (remind_at) where state = 'waiting'`,
  `create index link_requests_to_expire on link_requests (expires_at) where state = 'waiting'`,

  `create table link_request_messages (
    request_id uuid not null references link_requests (id) on delete cascade,
    user_id text not null,
    channel text not null,
    ts text not null,
    primary key (channel, ts)
  )`,
  `create index link_request_messages_by_request on link_request_messages (request_id)`,
];

/** Which drive user each person is, and what was asked to make it so. */
export const accounts: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
