import { sql } from "kysely";
import type { Handle } from "./database.ts";

/** Who tries access codes on which link. */
export type TryKey = { readonly teamId: string; readonly userId: string; readonly shortCode: string };

export type CodeTry =
  /** How many there were, with this one. */
  { readonly kind: "taken"; readonly tries: number } | { readonly kind: "paused"; readonly until: Date };

/**
 * Counts a try before it is made, so that neither many at once nor a restart gets past the limit. With the last one
 * of `limit` a pause begins; tries are forgotten when none was made for as long as the pause.
 */
export const takeCodeTry = async (
  handle: Handle,
  key: TryKey,
  { now, limit, pauseMs }: { readonly now: Date; readonly limit: number; readonly pauseMs: number },
): Promise<CodeTry> => {
  const forgottenBefore = new Date(now.getTime() - pauseMs);
  const taken = await handle
    .insertInto("codeTries")
    .values({ ...key, tries: 1, lastAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(["teamId", "userId", "shortCode"])
        .doUpdateSet({
          tries: sql<number>`case when code_tries.last_at <= ${forgottenBefore} then 1 else code_tries.tries + 1 end`,
          lastAt: now,
        })
        .where((eb) => eb.or([eb("codeTries.tries", "<", limit), eb("codeTries.lastAt", "<=", forgottenBefore)])),
    )
    .returning("tries")
    .executeTakeFirst();
  if (taken !== undefined) return { kind: "taken", tries: taken.tries };
  const last = await mine(handle, key).select("lastAt").executeTakeFirst();
  return { kind: "paused", until: new Date((last?.lastAt ?? now).getTime() + pauseMs) };
};

/** The drive did not judge the code: the try does not count. */
export const returnCodeTry = async (handle: Handle, key: TryKey): Promise<void> => {
  await handle
    .updateTable("codeTries")
    .set((eb) => ({ tries: eb("tries", "-", 1) }))
    .where("teamId", "=", key.teamId)
    .where("userId", "=", key.userId)
    .where("shortCode", "=", key.shortCode)
    .where("tries", ">", 0)
    .execute();
};

/** The code was right: what was tried before does not count any more. */
export const clearCodeTries = async (handle: Handle, key: TryKey): Promise<void> => {
  await handle
    .deleteFrom("codeTries")
    .where("teamId", "=", key.teamId)
    .where("userId", "=", key.userId)
    .where("shortCode", "=", key.shortCode)
    .execute();
};

/** Forgets tries from before that moment; returns how many links and people. */
export const purgeCodeTries = async (handle: Handle, before: Date): Promise<number> => {
  const { numDeletedRows } = await handle.deleteFrom("codeTries").where("lastAt", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
};

const mine = (handle: Handle, { teamId, userId, shortCode }: TryKey) =>
  handle
    .selectFrom("codeTries")
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("shortCode", "=", shortCode);
