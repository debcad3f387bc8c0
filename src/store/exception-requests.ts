import type { Selectable } from "kysely";
import type { Person } from "../domain/person.ts";
import type { PolicyWish } from "../domain/sharing-policy.ts";
import type { Handle } from "./database.ts";
import type { Tables } from "./tables.ts";
import { storableText, toJson } from "./values.ts";

/** Somebody's wish to share once beyond the sharing rules. */
export type ExceptionRequest = Readonly<Selectable<Tables["exceptionRequests"]>>;
export type ExceptionMessage = Readonly<Selectable<Tables["exceptionMessages"]>>;

export type NewExceptionRequest = Person & {
  readonly id: string;
  readonly wish: PolicyWish;
  readonly reason: string;
  /** When a wish that nobody answers is over. */
  readonly expiresAt: Date;
};

export const insertExceptionRequest = async (
  handle: Handle,
  request: NewExceptionRequest,
  now: Date,
): Promise<void> => {
  await handle
    .insertInto("exceptionRequests")
    .values({
      ...request,
      wish: toJson(request.wish),
      reason: storableText(request.reason),
      state: "waiting",
      createdAt: now,
      updatedAt: now,
    })
    .execute();
};

export const getExceptionRequest = async (
  handle: Handle,
  { teamId, id }: { readonly teamId: string; readonly id: string },
): Promise<ExceptionRequest | undefined> =>
  handle
    .selectFrom("exceptionRequests")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("id", "=", id)
    .executeTakeFirst();

/** How many of a person wait for an answer. */
export const countWaitingExceptions = async (handle: Handle, { teamId, userId }: Person): Promise<number> => {
  const { total } = await handle
    .selectFrom("exceptionRequests")
    .select((eb) => eb.fn.countAll<string | number>().as("total"))
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("state", "=", "waiting")
    .executeTakeFirstOrThrow();
  return Number(total);
};

/** Those a person may use now, the one that ends first in front. */
export const listUsableExceptions = async (
  handle: Handle,
  { teamId, userId }: Person,
  now: Date,
): Promise<readonly ExceptionRequest[]> =>
  handle
    .selectFrom("exceptionRequests")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("state", "=", "approved")
    .where("expiresAt", ">", now)
    .orderBy("expiresAt")
    .execute();

/** `waiting` → decided: the caller alone has decided. False when somebody was faster, or it was too late. */
export const decideException = async (
  handle: Handle,
  { teamId, id }: { readonly teamId: string; readonly id: string },
  decision: { readonly state: "approved" | "refused"; readonly by: string; readonly expiresAt: Date },
  now: Date,
): Promise<boolean> => {
  const decided = await handle
    .updateTable("exceptionRequests")
    .set({ state: decision.state, decidedBy: decision.by, expiresAt: decision.expiresAt, updatedAt: now })
    .where("teamId", "=", teamId)
    .where("id", "=", id)
    .where("state", "=", "waiting")
    .where("expiresAt", ">", now)
    .returning("id")
    .executeTakeFirst();
  return decided !== undefined;
};

/** `approved` → `used`, once. False when it was used or has ended meanwhile. */
export const useException = async (
  handle: Handle,
  { teamId, userId, id, usedFor }: Person & { readonly id: string; readonly usedFor: string },
  now: Date,
): Promise<boolean> => {
  const used = await handle
    .updateTable("exceptionRequests")
    .set({ state: "used", usedFor: storableText(usedFor), updatedAt: now })
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("id", "=", id)
    .where("state", "=", "approved")
    .where("expiresAt", ">", now)
    .returning("id")
    .executeTakeFirst();
  return used !== undefined;
};

/** What was used for that intent or change: it still holds when the effect comes, however late that is. */
export const findExceptionUsedFor = async (
  handle: Handle,
  { teamId, usedFor }: { readonly teamId: string; readonly usedFor: string },
): Promise<ExceptionRequest | undefined> =>
  handle
    .selectFrom("exceptionRequests")
    .selectAll()
    .where("teamId", "=", teamId)
    .where("usedFor", "=", usedFor)
    .where("state", "=", "used")
    .executeTakeFirst();

/** Ends those whose time is over; each is returned once, as it was. */
export const expireExceptions = async (
  handle: Handle,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<readonly (ExceptionRequest & { readonly wasWaiting: boolean })[]> => {
  const expired = await handle
    .updateTable("exceptionRequests")
    .set({ state: "expired", updatedAt: now })
    .where("id", "in", (eb) =>
      eb
        .selectFrom("exceptionRequests")
        .select("id")
        .where("state", "in", ["waiting", "approved"])
        .where("expiresAt", "<=", now)
        .orderBy("expiresAt")
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .execute();
  return expired.map((request) => ({ ...request, wasWaiting: request.decidedBy === null }));
};

/** Remembers where an administrator was asked. Does nothing the second time. */
export const addExceptionMessage = async (handle: Handle, message: ExceptionMessage): Promise<void> => {
  await handle
    .insertInto("exceptionMessages")
    .values(message)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

export const listExceptionMessages = async (handle: Handle, requestId: string): Promise<readonly ExceptionMessage[]> =>
  handle.selectFrom("exceptionMessages").selectAll().where("requestId", "=", requestId).orderBy("ts").execute();
