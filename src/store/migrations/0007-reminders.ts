import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  // The end that reminders were planned for; where it differs from the end, they are to be planned anew.
  `alter table shares add column reminders_for timestamptz`,
  `create index shares_without_reminders on shares (updated_at)
    where status = 'live' and expires_at is distinct from reminders_for`,

  `create table share_reminders (
    team_id text not null,
    share_id text not null,
    expires_at timestamptz not null,
    -- So many hours before the end.
    hours integer not null,
    owner_user_id text not null,
    due_at timestamptz not null,
    -- When it is looked at next: quiet hours can move it either way.
    wake_at timestamptz not null,
    state text not null check (state in ('due', 'sending', 'sent', 'passed', 'dropped')),
    channel text,
    ts text,
    -- Its message offers nothing any more.
    closed boolean not null default false,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (team_id, share_id, expires_at, hours)
  )`,
  `create index share_reminders_due on share_reminders (wake_at) where state in ('due', 'sending')`,
  `create index share_reminders_open on share_reminders (team_id, share_id) where state = 'sent' and not closed`,
  `create index share_reminders_by_age on share_reminders (expires_at)`,

  // Who has opened their Home tab, and what it shows: nobody else's is drawn.
  `create table home_views (
    team_id text not null,
    user_id text not null,
    -- How many shares come before the first one shown.
    position integer not null,
    opened_at timestamptz not null,
    primary key (team_id, user_id)
  )`,
];

/** Reminders of ends that come near, and the Home tabs that people have opened. */
export const reminders: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
