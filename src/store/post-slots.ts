import { sql } from "kysely";
import type { Handle } from "./database.ts";

const later = (now: Date, milliseconds: number): Date => new Date(now.getTime() + milliseconds);

/**
 * Takes the next free moment for a message to this channel, for the caller alone, however many processes ask. Undefined
 * when that is more than `longestMs` away, or Slack has asked to wait for longer: then nothing is taken.
 */
export const takePostSlot = async (
  handle: Handle,
  channel: string,
  { now, gapMs, longestMs }: { readonly now: Date; readonly gapMs: number; readonly longestMs: number },
): Promise<Date | undefined> => {
  const furthest = later(now, longestMs);
  const gap = sql`${gapMs} * interval '1 millisecond'`;
  // `next_at` is when the message after this one may go.
  const taken = await handle
    .insertInto("postSlots")
    .values({ channel, nextAt: later(now, gapMs) })
    .onConflict((conflict) =>
      conflict
        .column("channel")
        .doUpdateSet({
          nextAt: sql<Date>`greatest(post_slots.next_at, post_slots.held_until, ${now}::timestamptz) + ${gap}`,
        })
        .where("postSlots.nextAt", "<=", furthest)
        .where((eb) => eb.or([eb("postSlots.heldUntil", "is", null), eb("postSlots.heldUntil", "<=", furthest)])),
    )
    .returning("nextAt")
    .executeTakeFirst();
  return taken === undefined ? undefined : later(taken.nextAt, -gapMs);
};

/** When a message may go there again, as far as is known; undefined: nothing was sent there lately. */
export const nextPostSlot = async (
  handle: Handle,
  channel: string,
): Promise<{ readonly nextAt: Date; readonly heldUntil: Date | null } | undefined> =>
  handle.selectFrom("postSlots").select(["nextAt", "heldUntil"]).where("channel", "=", channel).executeTakeFirst();

/** Slack has said until when nothing may be sent there. A hold only ever grows. */
export const holdPosts = async (handle: Handle, channel: string, until: Date): Promise<void> => {
  await handle
    .insertInto("postSlots")
    .values({ channel, nextAt: until, heldUntil: until })
    .onConflict((conflict) =>
      conflict.column("channel").doUpdateSet({
        heldUntil: sql<Date>`greatest(post_slots.held_until, ${until}::timestamptz)`,
      }),
    )
    .execute();
};

/** Forgets the channels where nothing is waited for any more. */
export const purgePostSlots = async (handle: Handle, before: Date): Promise<void> => {
  await handle.deleteFrom("postSlots").where("nextAt", "<", before).execute();
};
