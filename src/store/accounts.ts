import { type Selectable, sql } from "kysely";
import type { Person } from "../domain/person.ts";
import type { Handle } from "./database.ts";
import type { Tables } from "./tables.ts";
import { storableText } from "./values.ts";

/** Which drive user a Slack person acts as. */
export type AccountLink = Readonly<Selectable<Tables["accountLinks"]>>;

export const findLink = async (handle: Handle, { teamId, userId }: Person): Promise<AccountLink | undefined> =>
  handle
    .selectFrom("accountLinks")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .executeTakeFirst();

/** The drive user that a person acts as: one look at the primary key. */
export const findDriveUser = async (handle: Handle, { teamId, userId }: Person): Promise<string | undefined> =>
  (
    await handle
      .selectFrom("accountLinks")
      .select("driveUserId")
      .where("teamId", "=", teamId)
      .where("userId", "=", userId)
      .executeTakeFirst()
  )?.driveUserId;

/** Somebody else who acts as that drive user, the first who did. */
export const findOtherHolder = async (
  handle: Handle,
  { teamId, userId }: Person,
  driveUserId: string,
): Promise<string | undefined> =>
  (
    await handle
      .selectFrom("accountLinks")
      .select("userId")
      .where("teamId", "=", teamId)
      .where("driveUserId", "=", driveUserId)
      .where("userId", "<>", userId)
      .orderBy("linkedAt")
      .orderBy("userId")
      .limit(1)
      .executeTakeFirst()
  )?.userId;

/**
 * Links a person who is not linked. False, and nothing is changed, when they are, or when the drive user is
 * another person's and the link is not `shared`.
 */
export const saveLink = async (handle: Handle, link: AccountLink): Promise<boolean> => {
  const saved = await handle
    .insertInto("accountLinks")
    .values({ ...link, driveUserName: link.driveUserName === null ? null : storableText(link.driveUserName) })
    .onConflict((conflict) => conflict.doNothing())
    .returning("userId")
    .executeTakeFirst();
  return saved !== undefined;
};

/**
 * Ends a link; the one that was there.
 * @param driveUserId only if it is to this drive user: somebody may have linked anew meanwhile
 */
export const removeLink = async (
  handle: Handle,
  { teamId, userId }: Person,
  driveUserId: string,
): Promise<AccountLink | undefined> =>
  handle
    .deleteFrom("accountLinks")
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("driveUserId", "=", driveUserId)
    .returningAll()
    .executeTakeFirst();

/**
 * Takes links whose check has fallen due, the longest due first. They are due again at `nextDueAt`, so that no other
 * instance takes them, and one that dies loses nothing.
 */
export const takeDueLinks = async (
  handle: Handle,
  { now, limit, nextDueAt }: { readonly now: Date; readonly limit: number; readonly nextDueAt: Date },
): Promise<readonly AccountLink[]> =>
  handle
    .updateTable("accountLinks")
    .set({ checkDueAt: nextDueAt })
    .where(
      sql<boolean>`(team_id, user_id) in (
        select team_id, user_id from account_links where check_due_at <= ${now}
        order by check_due_at limit ${limit} for update skip locked
      )`,
    )
    .returningAll()
    .execute();

/** Puts the next check off, or brings it forward, as long as the link is the same. */
export const setLinkCheck = async (handle: Handle, link: AccountLink, dueAt: Date): Promise<void> => {
  await handle
    .updateTable("accountLinks")
    .set({ checkDueAt: dueAt })
    .where("teamId", "=", link.teamId)
    .where("userId", "=", link.userId)
    .where("driveUserId", "=", link.driveUserId)
    .execute();
};
