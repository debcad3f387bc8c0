import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

const statements = [
  `create table share_intents (
    id uuid primary key,
    team_id text not null,
    user_id text not null,
    drive_user_id text not null,
    state text not null check (state in ('pending', 'sending', 'created', 'refused', 'unknown')),
    request jsonb not null,
    sealed_code text check (sealed_code is null or state <> 'created'),
    view_id text,
    destination text,
    share_id text,
    failure jsonb,
    attempts integer not null default 0,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create index share_intents_unsettled on share_intents (updated_at) where state in ('pending', 'sending')`,

  `create table shares (
    team_id text not null,
    share_id text not null,
    owner_user_id text not null,
    drive_user_id text not null,
    short_code text not null,
    link_url text,
    name text,
    scope text,
    container_id text,
    files jsonb not null,
    comment text,
    has_code boolean not null,
    expires_at timestamptz,
    status text not null,
    intent_id uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (team_id, share_id)
  )`,
  `create index shares_by_short_code on shares (team_id, short_code)`,
  `create index shares_by_owner on shares (team_id, owner_user_id, expires_at)`,
  `create index shares_by_end on shares (expires_at) where status = 'live'`,

  `create table cards (
    team_id text not null,
    share_id text not null,
    channel text not null,
    ts text not null,
    created_at timestamptz not null,
    primary key (team_id, channel, ts)
  )`,
  `create index cards_by_share on cards (team_id, share_id)`,

  `create table tasks (
    id uuid primary key,
    team_id text not null,
    user_id text not null,
    drive_user_id text not null,
    share_id text not null,
    share_name text,
    kind text not null check (kind in ('package', 'save')),
    container_id text not null,
    file_count integer not null,
    file_ids jsonb not null,
    file_names jsonb not null,
    zip_name text,
    target_folder_id text,
    target_container_id text,
    target_name text,
    state text not null check (state in ('pending', 'sending', 'open', 'done', 'refused', 'unknown', 'lost')),
    drive_task_id text,
    sealed_token text check (sealed_token is null or state in ('pending', 'sending', 'open')),
    status text,
    result text,
    progress integer,
    failed_files jsonb,
    download_sealed text,
    failure jsonb,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    opened_at timestamptz,
    ended_at timestamptz,
    polls integer not null default 0,
    due_at timestamptz,
    last_progress_at timestamptz,
    message_channel text,
    message_ts text,
    shown text,
    edited_at timestamptz,
    notice_state text check (notice_state in ('due', 'sending', 'sent')),
    notice_at timestamptz,
    attempts integer not null default 0
  )`,
  // Due tasks are ranked per person from this index alone, without reading the rows.
  `create index tasks_due on tasks (due_at, team_id, user_id, id) where state = 'open'`,
  `create index tasks_by_person on tasks (team_id, user_id, created_at)`,
  `create index tasks_unsettled on tasks (updated_at) where state in ('pending', 'sending')`,
  `create index tasks_untold on tasks (notice_at) where notice_state in ('due', 'sending')`,

  `create table seen_files (
    team_id text not null,
    drive_user_id text not null,
    file_id text not null,
    container_id text not null,
    name text not null,
    kind text not null,
    size bigint,
    path jsonb,
    seen_at timestamptz not null,
    primary key (team_id, drive_user_id, file_id)
  )`,
  `create index seen_files_by_age on seen_files (seen_at)`,

  `create table audit (
    id bigint generated always as identity primary key,
    team_id text not null,
    at timestamptz not null,
    user_id text not null,
    act text not null,
    subject jsonb not null,
    result text not null,
    reference text,
    details jsonb
  )`,
  `create index audit_by_time on audit (team_id, at)`,
  `create index audit_by_person on audit (team_id, user_id, at)`,
  `create function audit_is_insert_only() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' and current_setting('koodrive.audit_retention', true) = 'on' then
      return old;
    end if;
    raise exception 'the audit log is insert only' using errcode = 'insufficient_privilege';
  end $$`,
  `create trigger audit_is_insert_only before update or delete on audit
    for each row execute function audit_is_insert_only()`,
  `create trigger audit_is_not_truncated before truncate on audit
    for each statement execute function audit_is_insert_only()`,

  `create table claims (
    team_id text not null,
    key text not null,
    claimed_at timestamptz not null,
    primary key (team_id, key)
  )`,
  `create index claims_by_age on claims (claimed_at)`,
];

export const firstTables: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const statement of statements) await sql.raw(statement).execute(db);
  },
};
