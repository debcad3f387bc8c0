import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

/** When the next message may go to a conversation: shared by all processes, and forgotten after a day. */
export const postSlots: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`create table post_slots (
      channel text primary key,
      next_at timestamptz not null,
      held_until timestamptz
    )`.execute(db);
    await sql`create index post_slots_by_time on post_slots (next_at)`.execute(db);
  },
};
