import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  `alter table shares
    add column recipient_user_ids jsonb not null default '[]',
    add column code_audience text not null default 'owner' check (code_audience in ('owner', 'conversation')),
    -- When its cards say something else than now.
    add column cards_due_at timestamptz,
    -- When the drive is asked again how it stands.
    add column check_due_at timestamptz`,
  `update shares set cards_due_at = updated_at, check_due_at = updated_at where status = 'live'`,
  `create index shares_cards_due on shares (cards_due_at) where status = 'live'`,
  `create index shares_check_due on shares (check_due_at) where status = 'live'`,

  `alter table cards
    add column locale text,
    -- What it shows, to spare edits that change nothing.
    add column shown text,
    -- It stands in the place of one that was deleted: no third one follows.
    add column is_second boolean not null default false`,

  `create table share_changes (
    id uuid primary key,
    -- Changes asked for in one go have one outcome to be told.
    batch_id uuid not null,
    team_id text not null,
    share_id text not null,
    user_id text not null,
    drive_user_id text not null,
    kind text not null check (kind in ('edit', 'extend', 'revoke', 'replace')),
    state text not null
      check (state in ('pending', 'sending', 'done', 'refused', 'unknown', 'conflict', 'dropped')),
    request jsonb not null,
    sealed_code text check (sealed_code is null or state <> 'done'),
    plan jsonb,
    outcome jsonb,
    failure jsonb,
    view_id text,
    channel text,
    intent_id uuid,
    attempts integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index share_changes_by_batch on share_changes (batch_id)`,
  `create index share_changes_by_share on share_changes (team_id, share_id, created_at)`,
  `create index share_changes_with_code on share_changes (updated_at) where sealed_code is not null`,
];

/** Changes of shares, who may see a code, and what falls due for a card. */
export const shareChanges: Migration = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
