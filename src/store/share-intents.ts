import type { Selectable } from "kysely";
import type { Person } from "../domain/person.ts";
import type { Handle } from "./database.ts";
import type { ShareRequest, StoredFailure, Tables } from "./tables.ts";
import { toJson } from "./values.ts";

/** A share that somebody asked for, and what came of it. */
export type ShareIntent = Readonly<Selectable<Tables["shareIntents"]>>;

export type NewShareIntent = {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly driveUserId: string;
  readonly request: ShareRequest;
  /** The access code, sealed; wiped as soon as the drive has it, or when nobody tries again for a day. */
  readonly sealedCode: string | null;
  readonly viewId: string | null;
  /** The Slack conversation that the card goes to. */
  readonly destination: string | null;
};

/** Records what is to be done. False when that id is there already; nothing is changed then. */
export const insertIntent = async (handle: Handle, intent: NewShareIntent, now: Date): Promise<boolean> => {
  const inserted = await handle
    .insertInto("shareIntents")
    .values({ ...intent, request: toJson(intent.request), state: "pending", createdAt: now, updatedAt: now })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
};

/** What was asked for from that window; undefined: nothing yet. */
export const getIntentOfView = async (
  handle: Handle,
  { teamId, userId }: Person,
  viewId: string,
): Promise<ShareIntent | undefined> =>
  handle
    .selectFrom("shareIntents")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("viewId", "=", viewId)
    .executeTakeFirst();

export const getIntent = async (handle: Handle, id: string): Promise<ShareIntent | undefined> =>
  handle.selectFrom("shareIntents").selectAll().where("id", "=", id).executeTakeFirst();

/**
 * `pending` → `sending`: the caller alone may now call the drive, once. Undefined when it is not pending (any more);
 * one found in `sending` was left by a process that died, and its call may have happened.
 */
export const claimIntent = async (handle: Handle, id: string, now: Date): Promise<ShareIntent | undefined> =>
  handle
    .updateTable("shareIntents")
    .set((eb) => ({ state: "sending", attempts: eb("attempts", "+", 1), updatedAt: now }))
    .where("id", "=", id)
    .where("state", "=", "pending")
    .returningAll()
    .executeTakeFirst();

/** `sending` → `pending`: the call certainly did not happen and may be made again. */
export const releaseIntent = async (handle: Handle, id: string, now: Date): Promise<boolean> => {
  const released = await handle
    .updateTable("shareIntents")
    .set({ state: "pending", updatedAt: now })
    .where("id", "=", id)
    .where("state", "=", "sending")
    .returning("id")
    .executeTakeFirst();
  return released !== undefined;
};

/** The share is there. Also from `unknown`, once it has been found. False when it was settled before. */
export const markIntentCreated = async (handle: Handle, id: string, shareId: string, now: Date): Promise<boolean> =>
  settleIntent(handle, id, { state: "created", shareId, failure: null }, now);

/** The drive said no, or it was given up before it was sent. False when it was settled before. */
export const markIntentRefused = async (
  handle: Handle,
  id: string,
  failure: StoredFailure,
  now: Date,
): Promise<boolean> => settleIntent(handle, id, { state: "refused", failure: toJson(failure) }, now);

/** The call may have happened. False when it was settled before. */
export const markIntentUnknown = async (
  handle: Handle,
  id: string,
  failure: StoredFailure | null,
  now: Date,
): Promise<boolean> =>
  settleIntent(handle, id, { state: "unknown", failure: failure === null ? null : toJson(failure) }, now);

type Settlement = {
  readonly state: "created" | "refused" | "unknown";
  readonly shareId?: string;
  readonly failure: string | null;
};

const settleIntent = async (handle: Handle, id: string, settlement: Settlement, now: Date): Promise<boolean> => {
  const settled = await handle
    .updateTable("shareIntents")
    .set({ ...settlement, ...(settlement.state === "created" ? { sealedCode: null } : {}), updatedAt: now })
    .where("id", "=", id)
    .where("state", "in", ["pending", "sending", "unknown"])
    .returning("id")
    .executeTakeFirst();
  return settled !== undefined;
};

/** Those in `sending` since before that moment, oldest first: the process that sent them is gone or stuck. */
export const listStaleSending = async (
  handle: Handle,
  { before, limit = 100 }: { readonly before: Date; readonly limit?: number },
): Promise<readonly ShareIntent[]> =>
  handle
    .selectFrom("shareIntents")
    .selectAll()
    .where("state", "=", "sending")
    .where("updatedAt", "<", before)
    .orderBy("updatedAt")
    .limit(limit)
    .execute();

/** `refused` or `unknown` → `pending`: the person wants it tried again. False when it is neither. */
export const reopenIntent = async (handle: Handle, id: string, now: Date): Promise<boolean> => {
  const reopened = await handle
    .updateTable("shareIntents")
    .set({ state: "pending", failure: null, updatedAt: now })
    .where("id", "=", id)
    .where("state", "in", ["refused", "unknown"])
    .returning("id")
    .executeTakeFirst();
  return reopened !== undefined;
};

/** Wipes the codes of intents that ended without a share before that moment; returns how many. */
export const wipeStaleCodes = async (handle: Handle, before: Date): Promise<number> => {
  const { numUpdatedRows } = await handle
    .updateTable("shareIntents")
    .set({ sealedCode: null })
    .where("state", "in", ["refused", "unknown"])
    .where("sealedCode", "is not", null)
    .where("updatedAt", "<", before)
    .executeTakeFirst();
  return Number(numUpdatedRows);
};
