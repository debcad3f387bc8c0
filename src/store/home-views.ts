import type { Person } from "../domain/person.ts";
import type { Handle } from "./database.ts";

/** Remembers that a person has opened their Home tab; it shows the first page then. */
export const openHome = async (handle: Handle, { teamId, userId }: Person, now: Date): Promise<void> => {
  await handle
    .insertInto("homeViews")
    .values({ teamId, userId, position: 0, openedAt: now })
    .onConflict((conflict) => conflict.columns(["teamId", "userId"]).doUpdateSet({ position: 0, openedAt: now }))
    .execute();
};

/** Which page their Home tab shows from now on. */
export const turnHome = async (handle: Handle, { teamId, userId }: Person, position: number): Promise<void> => {
  await handle
    .updateTable("homeViews")
    .set({ position })
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .execute();
};

/** Undefined: they have never opened it. */
export const findHome = async (
  handle: Handle,
  { teamId, userId }: Person,
): Promise<{ readonly position: number } | undefined> =>
  handle
    .selectFrom("homeViews")
    .select("position")
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .executeTakeFirst();
