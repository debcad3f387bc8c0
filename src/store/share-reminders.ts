import { type Selectable, sql } from "kysely";
import type { Person } from "../domain/person.ts";
import { DEFAULT_PERSON_PREFERENCES } from "../domain/preferences.ts";
import type { Handle } from "./database.ts";
import type { Tables } from "./tables.ts";
import { toJson } from "./values.ts";

/** A reminder of the end of a share. */
export type ShareReminder = Readonly<Selectable<Tables["shareReminders"]>>;

/** A share with a certain end: one that is extended has new reminders. */
export type ReminderEnd = Pick<ShareReminder, "teamId" | "shareId" | "expiresAt">;
export type ReminderKey = ReminderEnd & Pick<ShareReminder, "hours">;

/** `again`: somebody claimed it before and may have sent it; look before sending. */
export type ReminderClaim = "first" | "again";

// Quiet hours can bring a reminder forward by a day, and a day can have 25 hours: looked at before that.
const LOOK_BEFORE = sql`interval '25 hours'`;
// As `isSameEnd`: the drive gives one end to the millisecond here and to the second there.
const SAME_END = sql`interval '1 minute'`;

/**
 * Brings the reminders of live shares into line with their ends and with what their owners have chosen; returns how
 * many shares it took. Reminders that fell due before the share got its end, or before they were chosen, are not
 * planned: the owner has just seen the end.
 */
export const planReminders = async (
  handle: Handle,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<number> => {
  const defaults = toJson(DEFAULT_PERSON_PREFERENCES.reminderHours);
  const { rows } = await sql<{ shareId: string }>`
    with changed as (
      select team_id, share_id, owner_user_id, expires_at, updated_at from shares
      where status = 'live' and expires_at is distinct from reminders_for
      order by updated_at limit ${limit}
      for update skip locked
    ), wanted as (
      select changed.*, hour::int as hours, expires_at - make_interval(hours => hour::int) as due_at,
        greatest(changed.updated_at, chosen.updated_at) as since
      from changed
      left join preferences chosen on chosen.team_id = changed.team_id and chosen.subject = changed.owner_user_id
      cross join lateral
        jsonb_array_elements_text(coalesce(chosen.choices -> 'reminderHours', ${defaults}::jsonb)) as hour
      where changed.expires_at is not null
    ), unwanted as (
      delete from share_reminders r using changed
      where r.team_id = changed.team_id and r.share_id = changed.share_id and r.state = 'due' and not exists (
        select from wanted w where w.team_id = r.team_id and w.share_id = r.share_id
          and w.expires_at = r.expires_at and w.hours = r.hours
      )
    ), planned as (
      insert into share_reminders
        (team_id, share_id, expires_at, hours, owner_user_id, due_at, wake_at, state, created_at, updated_at)
      select team_id, share_id, expires_at, hours, owner_user_id, due_at, due_at - ${LOOK_BEFORE}, 'due', ${now}, ${now}
      from wanted w
      where due_at > since and not exists (
        select from share_reminders r where r.team_id = w.team_id and r.share_id = w.share_id
          and r.expires_at between w.expires_at - ${SAME_END} and w.expires_at + ${SAME_END} and r.state = 'dropped'
      )
      on conflict do nothing
    )
    update shares set reminders_for = changed.expires_at from changed
    where shares.team_id = changed.team_id and shares.share_id = changed.share_id
    returning shares.share_id`.execute(handle);
  return rows.length;
};

/** Has `planReminders` look at all live shares of a person again: they have chosen otherwise. */
export const replanReminders = async (handle: Handle, { teamId, userId }: Person): Promise<void> => {
  await handle
    .updateTable("shares")
    .set({ remindersFor: null })
    .where("teamId", "=", teamId)
    .where("ownerUserId", "=", userId)
    .where("status", "=", "live")
    .where("expiresAt", "is not", null)
    .execute();
  await handle
    .updateTable("shareReminders")
    .set({ wakeAt: sql`due_at - ${LOOK_BEFORE}` })
    .where("teamId", "=", teamId)
    .where("ownerUserId", "=", userId)
    .where("state", "=", "due")
    .execute();
};

/**
 * Reminders to be looked at now, longest due first. They fall due again after `leaseMs`, so that no other instance
 * takes them meanwhile, and one that dies loses none.
 */
export const takeDueReminders = async (
  handle: Handle,
  { now, limit, leaseMs }: { readonly now: Date; readonly limit: number; readonly leaseMs: number },
): Promise<readonly ReminderKey[]> => {
  const { rows } = await sql<ReminderKey>`
    with due as (
      select team_id, share_id, expires_at, hours from share_reminders
      where state in ('due', 'sending') and wake_at <= ${now}
      order by wake_at limit ${limit}
      for update skip locked
    )
    update share_reminders r set wake_at = ${new Date(now.getTime() + leaseMs)} from due
    where r.team_id = due.team_id and r.share_id = due.share_id
      and r.expires_at = due.expires_at and r.hours = due.hours
    returning r.team_id, r.share_id, r.expires_at, r.hours`.execute(handle);
  return rows;
};

/** All reminders of one end, the first to be sent first. */
export const listReminders = async (
  handle: Handle,
  { teamId, shareId, expiresAt }: ReminderEnd,
): Promise<readonly ShareReminder[]> =>
  handle
    .selectFrom("shareReminders")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .where("expiresAt", "=", expiresAt)
    .orderBy("hours", "desc")
    .execute();

const update = (handle: Handle, { teamId, shareId, expiresAt, hours }: ReminderKey) =>
  handle
    .updateTable("shareReminders")
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .where("expiresAt", "=", expiresAt)
    .where("hours", "=", hours);

/** Has a reminder that is due looked at again then. */
export const putOffReminder = async (handle: Handle, key: ReminderKey, wakeAt: Date): Promise<void> => {
  await update(handle, key).set({ wakeAt }).where("state", "=", "due").execute();
};

/** `due`, or `sending` and not posted → `passed`. */
export const passReminder = async (handle: Handle, key: ReminderKey, now: Date): Promise<void> => {
  await update(handle, key).set({ state: "passed", updatedAt: now }).where("state", "in", ["due", "sending"]).execute();
};

/**
 * The caller alone may send it now. Undefined when it is neither due nor under way. Whoever claims one that is under
 * way must know that the one before has ended.
 */
export const claimReminder = async (
  handle: Handle,
  key: ReminderKey,
  now: Date,
): Promise<ReminderClaim | undefined> => {
  const claim = update(handle, key).set({ state: "sending", updatedAt: now }).returning("hours");
  if ((await claim.where("state", "=", "due").executeTakeFirst()) !== undefined) return "first";
  return (await claim.where("state", "=", "sending").executeTakeFirst()) === undefined ? undefined : "again";
};

/** `sending` → `due`: it certainly was not sent. */
export const releaseReminder = async (handle: Handle, key: ReminderKey, now: Date): Promise<void> => {
  await update(handle, key).set({ state: "due", updatedAt: now }).where("state", "=", "sending").execute();
};

/** `sending` → `sent`. False when the owner has let the share end meanwhile. */
export const markReminderSent = async (
  handle: Handle,
  key: ReminderKey,
  message: { readonly channel: string; readonly ts: string },
  now: Date,
): Promise<boolean> => {
  const { channel, ts } = message;
  const sent = await update(handle, key)
    .set({ state: "sent", channel, ts, updatedAt: now })
    .where("state", "=", "sending")
    .returning("hours")
    .executeTakeFirst();
  return sent !== undefined;
};

/** No more reminders of this end, whatever its owner chooses later. */
export const dropReminders = async (
  handle: Handle,
  { teamId, shareId, expiresAt }: ReminderEnd,
  now: Date,
): Promise<void> => {
  await handle
    .updateTable("shareReminders")
    .set({ state: "dropped", closed: true, updatedAt: now })
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .where(
      sql<boolean>`expires_at between ${expiresAt}::timestamptz - ${SAME_END} and ${expiresAt}::timestamptz + ${SAME_END}`,
    )
    .execute();
};

/** Reminders that were sent and whose message is out of date: the share has ended, or ends at another time. */
export const takeOutdatedReminders = async (
  handle: Handle,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly ReminderKey[]> => {
  const { rows } = await sql<ReminderKey>`
    with outdated as (
      select r.team_id, r.share_id, r.expires_at, r.hours from share_reminders r
      join shares s on s.team_id = r.team_id and s.share_id = r.share_id
      where r.state = 'sent' and not r.closed
        and (s.status <> 'live' or s.expires_at is null or s.expires_at <= ${now}
          or s.expires_at not between r.expires_at - ${SAME_END} and r.expires_at + ${SAME_END})
      limit ${limit}
      for update of r skip locked
    )
    update share_reminders r set closed = true from outdated
    where r.team_id = outdated.team_id and r.share_id = outdated.share_id
      and r.expires_at = outdated.expires_at and r.hours = outdated.hours
    returning r.team_id, r.share_id, r.expires_at, r.hours`.execute(handle);
  return rows;
};

/** Forgets reminders of ends before that moment; returns how many. */
export const purgeReminders = async (handle: Handle, before: Date): Promise<number> => {
  const { numDeletedRows } = await handle
    .deleteFrom("shareReminders")
    .where("expiresAt", "<", before)
    .executeTakeFirst();
  return Number(numDeletedRows);
};
