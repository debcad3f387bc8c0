import type { Selectable, Updateable } from "kysely";
import type { Person } from "../domain/person.ts";
import type { Handle } from "./database.ts";
import type { StoredFailure, Tables } from "./tables.ts";
import type { EmailCheck, LinkRefusal } from "./tables-accounts.ts";
import { storableText, toJson } from "./values.ts";

/** Somebody's wish to act as a drive user. */
export type LinkRequest = Readonly<Selectable<Tables["linkRequests"]>>;
export type LinkRequestMessage = Readonly<Selectable<Tables["linkRequestMessages"]>>;

export type NewLinkRequest = {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly askedKind: "user-id" | "phone";
  readonly asked: string;
  readonly viewId: string | null;
};

/** Records a wish. False when another of the same person is under way; nothing is changed then. */
export const insertLinkRequest = async (handle: Handle, request: NewLinkRequest, now: Date): Promise<boolean> => {
  const inserted = await handle
    .insertInto("linkRequests")
    .values({ ...request, state: "looking", createdAt: now, updatedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
};

export const getLinkRequest = async (handle: Handle, id: string): Promise<LinkRequest | undefined> =>
  handle.selectFrom("linkRequests").selectAll().where("id", "=", id).executeTakeFirst();

/** The one of a person that is under way. */
export const findLiveLinkRequest = async (
  handle: Handle,
  { teamId, userId }: Person,
): Promise<LinkRequest | undefined> =>
  handle
    .selectFrom("linkRequests")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("state", "in", ["looking", "waiting"])
    .executeTakeFirst();

/** How often a person has asked since that moment. */
export const countLinkRequests = async (handle: Handle, { teamId, userId }: Person, since: Date): Promise<number> => {
  const { total } = await handle
    .selectFrom("linkRequests")
    .select((eb) => eb.fn.countAll<string | number>().as("total"))
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("createdAt", ">", since)
    .executeTakeFirstOrThrow();
  return Number(total);
};

/** What is known of the drive user and goes to the administrators. */
export type FoundDriveUser = {
  readonly driveUserId: string;
  readonly driveUserName: string | null;
  readonly driveDepartment: string | null;
  readonly emailCheck: EmailCheck;
  readonly holderUserId: string | null;
};

/** `looking` → `waiting`: administrators must decide. False when it has ended meanwhile. */
export const awaitDecision = async (
  handle: Handle,
  id: string,
  found: FoundDriveUser,
  { remindAt, expiresAt, now }: { readonly remindAt: Date; readonly expiresAt: Date; readonly now: Date },
): Promise<boolean> =>
  move(handle, id, ["looking"], {
    ...storableUser(found),
    asked: null,
    state: "waiting",
    remindAt,
    expiresAt,
    updatedAt: now,
  });

/** `looking` → `linked`, without anybody asked. False when it has ended meanwhile. */
export const markLinkedAtOnce = async (
  handle: Handle,
  id: string,
  found: FoundDriveUser,
  now: Date,
): Promise<boolean> =>
  move(handle, id, ["looking"], { ...storableUser(found), asked: null, state: "linked", updatedAt: now });

const storableUser = (found: FoundDriveUser): FoundDriveUser => ({
  ...found,
  driveUserName: found.driveUserName === null ? null : storableText(found.driveUserName),
  driveDepartment: found.driveDepartment === null ? null : storableText(found.driveDepartment),
});

/** `looking` → `refused`. False when it has ended meanwhile. */
export const refuseLinkRequest = async (
  handle: Handle,
  id: string,
  { refusal, failure }: { readonly refusal: LinkRefusal; readonly failure: StoredFailure | undefined },
  now: Date,
): Promise<boolean> =>
  move(handle, id, ["looking"], {
    state: "refused",
    asked: null,
    refusal,
    failure: failure === undefined ? null : toJson(failure),
    updatedAt: now,
  });

/**
 * `waiting` → how it was decided: the caller alone has decided. False when somebody was faster, or when the
 * administrators have been told something else since (`revision`).
 */
export const decideLinkRequest = async (
  handle: Handle,
  { id, teamId, revision }: { readonly id: string; readonly teamId: string; readonly revision: number },
  decision: { readonly state: "linked" | "denied"; readonly decidedBy: string },
  now: Date,
): Promise<boolean> => {
  const decided = await handle
    .updateTable("linkRequests")
    .set({ ...decision, updatedAt: now })
    .where("id", "=", id)
    .where("teamId", "=", teamId)
    .where("revision", "=", revision)
    .where("state", "=", "waiting")
    .returning("id")
    .executeTakeFirst();
  return decided !== undefined;
};

/** The drive user has another holder than was told: the administrators must be told anew. */
export const restateHolder = async (
  handle: Handle,
  id: string,
  holderUserId: string | null,
  now: Date,
): Promise<void> => {
  await handle
    .updateTable("linkRequests")
    .set((eb) => ({ holderUserId, revision: eb("revision", "+", 1), updatedAt: now }))
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .execute();
};

/** Ends one that is under way without a decision. False when it has ended. */
export const endLinkRequest = async (
  handle: Handle,
  id: string,
  state: "withdrawn" | "expired",
  now: Date,
): Promise<boolean> => move(handle, id, ["looking", "waiting"], { state, asked: null, updatedAt: now });

type Change = Updateable<Tables["linkRequests"]>;

const move = async (
  handle: Handle,
  id: string,
  from: readonly ("looking" | "waiting")[],
  change: Change,
): Promise<boolean> => {
  const moved = await handle
    .updateTable("linkRequests")
    .set(change)
    .where("id", "=", id)
    .where("state", "in", from)
    .returning("id")
    .executeTakeFirst();
  return moved !== undefined;
};

/** Takes those to remind the administrators of, once each. */
export const takeLinkReminders = async (
  handle: Handle,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly LinkRequest[]> =>
  handle
    .updateTable("linkRequests")
    .set({ remindAt: null })
    .where("id", "in", (eb) =>
      eb
        .selectFrom("linkRequests")
        .select("id")
        .where("state", "=", "waiting")
        .where("remindAt", "<=", now)
        .orderBy("remindAt")
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();

/** Those that nobody has answered in time. */
export const listExpiredLinkRequests = async (
  handle: Handle,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly LinkRequest[]> =>
  handle
    .selectFrom("linkRequests")
    .selectAll()
    .where("state", "=", "waiting")
    .where("expiresAt", "<=", now)
    .orderBy("expiresAt")
    .limit(limit)
    .execute();

/** Remembers where an administrator was asked. Does nothing the second time. */
export const addLinkRequestMessage = async (handle: Handle, message: LinkRequestMessage): Promise<void> => {
  await handle
    .insertInto("linkRequestMessages")
    .values(message)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

export const listLinkRequestMessages = async (
  handle: Handle,
  requestId: string,
): Promise<readonly LinkRequestMessage[]> =>
  handle.selectFrom("linkRequestMessages").selectAll().where("requestId", "=", requestId).orderBy("ts").execute();
