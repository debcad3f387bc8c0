import type { Selectable } from "kysely";
import type { Handle } from "./database.ts";
import type { StoredFailure, Tables } from "./tables.ts";
import type { ShareChangeOutcome, ShareChangePlan, ShareChangeRequest, ShareChangeState } from "./tables-changes.ts";
import { toJson } from "./values.ts";

/** A change of a share that somebody asked for, and what came of it. */
export type ShareChange = Readonly<Selectable<Tables["shareChanges"]>>;

export type NewShareChange = Pick<
  ShareChange,
  "id" | "batchId" | "teamId" | "shareId" | "userId" | "driveUserId" | "request" | "sealedCode" | "viewId" | "channel"
> & { readonly intentId?: string | null };

/** Records what is to be done. */
export const insertChange = async (handle: Handle, change: NewShareChange, now: Date): Promise<void> => {
  await handle
    .insertInto("shareChanges")
    .values({
      ...change,
      kind: change.request.kind,
      request: toJson(change.request),
      state: "pending",
      createdAt: now,
      updatedAt: now,
    })
    .execute();
};

export const getChange = async (handle: Handle, id: string): Promise<ShareChange | undefined> =>
  handle.selectFrom("shareChanges").selectAll().where("id", "=", id).executeTakeFirst();

/** Those asked for in one go, by the ids of their shares. */
export const listBatch = async (handle: Handle, batchId: string): Promise<readonly ShareChange[]> =>
  handle.selectFrom("shareChanges").selectAll().where("batchId", "=", batchId).orderBy("shareId").execute();

/**
 * `pending` → `sending`: the caller alone may now call the drive. Undefined when it is not pending (any more); one
 * found in `sending` was left by a process that died, and its call may have happened.
 */
export const claimChange = async (handle: Handle, id: string, now: Date): Promise<ShareChange | undefined> =>
  handle
    .updateTable("shareChanges")
    .set((eb) => ({ state: "sending", attempts: eb("attempts", "+", 1), updatedAt: now }))
    .where("id", "=", id)
    .where("state", "=", "pending")
    .returningAll()
    .executeTakeFirst();

/**
 * As `claimChange`, also for one that had ended without effect: what it waited for has come about after all. False when
 * it is done.
 */
export const resumeChange = async (handle: Handle, id: string, now: Date): Promise<boolean> => {
  const resumed = await handle
    .updateTable("shareChanges")
    .set((eb) => ({ state: "sending", attempts: eb("attempts", "+", 1), failure: null, updatedAt: now }))
    .where("id", "=", id)
    .where("state", "in", ["pending", "sending", "refused", "unknown"])
    .returning("id")
    .executeTakeFirst();
  return resumed !== undefined;
};

/** `sending` → `pending`: the call certainly did not happen and may be made again. */
export const releaseChange = async (handle: Handle, id: string, now: Date): Promise<void> => {
  await handle
    .updateTable("shareChanges")
    .set({ state: "pending", updatedAt: now })
    .where("id", "=", id)
    .where("state", "=", "sending")
    .execute();
};

/** Fixes what will be sent, before it is. */
export const planChange = async (handle: Handle, id: string, plan: ShareChangePlan, now: Date): Promise<void> => {
  await handle
    .updateTable("shareChanges")
    .set({ plan: toJson(plan), updatedAt: now })
    .where("id", "=", id)
    .execute();
};

export type ChangeSettlement = {
  readonly state: Exclude<ShareChangeState, "pending" | "sending">;
  readonly outcome?: ShareChangeOutcome;
  readonly failure?: StoredFailure;
};

const OPEN: readonly ShareChangeState[] = ["pending", "sending", "unknown", "conflict"];
// The code is still needed when the person may yet want it sent.
const KEEPS_CODE: readonly ShareChangeState[] = ["unknown", "conflict"];

/** False when it was settled before. */
export const settleChange = async (
  handle: Handle,
  id: string,
  { state, outcome, failure }: ChangeSettlement,
  now: Date,
): Promise<boolean> => {
  const settled = await handle
    .updateTable("shareChanges")
    .set({
      state,
      outcome: outcome === undefined ? null : toJson(outcome),
      failure: failure === undefined ? null : toJson(failure),
      ...(KEEPS_CODE.includes(state) ? {} : { sealedCode: null }),
      updatedAt: now,
    })
    .where("id", "=", id)
    .where("state", "in", OPEN)
    .returning("id")
    .executeTakeFirst();
  return settled !== undefined;
};

/** `conflict` → `pending`, with what the person knows now: they want theirs done. False when it is not in conflict. */
export const reopenChange = async (
  handle: Handle,
  id: string,
  request: ShareChangeRequest,
  now: Date,
): Promise<boolean> => {
  const reopened = await handle
    .updateTable("shareChanges")
    .set({ state: "pending", request: toJson(request), plan: null, outcome: null, updatedAt: now })
    .where("id", "=", id)
    .where("state", "=", "conflict")
    .returning("id")
    .executeTakeFirst();
  return reopened !== undefined;
};

/** Wipes the codes of changes that nobody decided on since that moment; returns how many. */
export const wipeStaleChangeCodes = async (handle: Handle, before: Date): Promise<number> => {
  const { numUpdatedRows } = await handle
    .updateTable("shareChanges")
    .set({ sealedCode: null })
    .where("state", "in", KEEPS_CODE)
    .where("sealedCode", "is not", null)
    .where("updatedAt", "<", before)
    .executeTakeFirst();
  return Number(numUpdatedRows);
};
