import type { Handle } from "./database.ts";

/**
 * True for the first caller with this key, false for every later one: double clicks, redeliveries, several instances.
 * Inside a transaction the claim goes with it.
 */
export const claimOnce = async (handle: Handle, teamId: string, key: string, now: Date): Promise<boolean> => {
  const claimed = await handle
    .insertInto("claims")
    .values({ teamId, key, claimedAt: now })
    .onConflict((conflict) => conflict.doNothing())
    .returning("key")
    .executeTakeFirst();
  return claimed !== undefined;
};

/** As `claimOnce`, but a claim made `everyMs` ago or earlier is taken over: true once in that time. */
export const claimOncePer = async (
  handle: Handle,
  { teamId, key, everyMs }: { readonly teamId: string; readonly key: string; readonly everyMs: number },
  now: Date,
): Promise<boolean> => {
  const claimed = await handle
    .insertInto("claims")
    .values({ teamId, key, claimedAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(["teamId", "key"])
        .doUpdateSet({ claimedAt: now })
        .where("claims.claimedAt", "<=", new Date(now.getTime() - everyMs)),
    )
    .returning("key")
    .executeTakeFirst();
  return claimed !== undefined;
};

/** Takes a claim back: what it was made for certainly did not happen. */
export const releaseClaim = async (handle: Handle, teamId: string, key: string): Promise<void> => {
  await handle.deleteFrom("claims").where("teamId", "=", teamId).where("key", "=", key).execute();
};

/** Forgets claims made before that moment; returns how many. */
export const purgeClaims = async (handle: Handle, before: Date): Promise<number> => {
  const { numDeletedRows } = await handle.deleteFrom("claims").where("claimedAt", "<", before).executeTakeFirst();
  return Number(numDeletedRows);
};

/** Claims one of several keys; true when with it all of them are claimed. Of callers at one moment more than one may hear so. */
export const claimOneOf = async (
  handle: Handle,
  { teamId, key, all }: { readonly teamId: string; readonly key: string; readonly all: readonly string[] },
  now: Date,
): Promise<boolean> => {
  await claimOnce(handle, teamId, key, now);
  const claimed = await handle
    .selectFrom("claims")
    .select("key")
    .where("teamId", "=", teamId)
    .where("key", "in", all)
    .execute();
  return claimed.length === new Set(all).size;
};
