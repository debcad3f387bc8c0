import { sql } from "kysely";
import type { ShareStatus } from "../domain/share.ts";
import type { Handle, Transaction } from "./database.ts";
import type { ShareRow } from "./shares.ts";
import { storableText } from "./values.ts";

type ShareKey = { readonly teamId: string; readonly shareId: string };

/** What of a share changes while it lives. */
export type ShareFacts = Pick<ShareRow, "expiresAt" | "comment" | "hasCode">;

/** Writes what the drive says now. Its cards count as out of date. Undefined when there is no such share. */
export const updateShare = async (
  handle: Handle,
  { teamId, shareId }: ShareKey,
  facts: ShareFacts,
  now: Date,
): Promise<ShareRow | undefined> =>
  handle
    .updateTable("shares")
    .set({
      ...facts,
      comment: facts.comment === null ? null : storableText(facts.comment),
      cardsDueAt: now,
      updatedAt: now,
    })
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .returningAll()
    .executeTakeFirst();

/** A live share ends. False when it had ended before, or is not known: whoever ends it tells of it, once. */
export const endShare = async (
  handle: Handle,
  { teamId, shareId }: ShareKey,
  status: Exclude<ShareStatus, "live">,
  now: Date,
): Promise<boolean> => {
  const ended = await handle
    .updateTable("shares")
    .set({ status, cardsDueAt: null, checkDueAt: null, updatedAt: now })
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .where("status", "=", "live")
    .returning("shareId")
    .executeTakeFirst();
  return ended !== undefined;
};

/**
 * Live shares whose cards say something else than they should by now, longest due first. They stay locked until the
 * transaction ends: in it, say with `setCardsDue` when they are due again.
 */
export const takeDueCards = async (
  tx: Transaction,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly ShareRow[]> =>
  tx
    .selectFrom("shares")
    .selectAll()
    .where("status", "=", "live")
    .where("cardsDueAt", "<=", now)
    .orderBy("cardsDueAt")
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();

/** @param dueAt null: not by the passing of time */
export const setCardsDue = async (handle: Handle, { teamId, shareId }: ShareKey, dueAt: Date | null): Promise<void> => {
  await handle
    .updateTable("shares")
    .set({ cardsDueAt: dueAt })
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .execute();
};

/** Something suggests that the drive says otherwise: it is asked at the next look. */
export const askSoon = async (handle: Handle, { teamId, shareId }: ShareKey, now: Date): Promise<void> => {
  await handle
    .updateTable("shares")
    .set({ checkDueAt: now })
    .where("teamId", "=", teamId)
    .where("shareId", "=", shareId)
    .where("status", "=", "live")
    .execute();
};

/** Live shares that the drive is to be asked about, longest due first; they are due again at `next`. */
export const takeDueChecks = async (
  handle: Handle,
  { now, limit, next }: { readonly now: Date; readonly limit: number; readonly next: Date },
): Promise<readonly ShareKey[]> => {
  const { rows } = await sql<ShareKey>`
    with due as (
      select team_id, share_id from shares
      where status = 'live' and check_due_at <= ${now}
      order by check_due_at limit ${limit}
      for update skip locked
    )
    update shares set check_due_at = ${next} from due
    where shares.team_id = due.team_id and shares.share_id = due.share_id
    returning shares.team_id, shares.share_id`.execute(handle);
  return rows;
};
