import type { Selectable } from "kysely";
import type { Handle } from "./database.ts";
import type { StoredFailure, Tables } from "./tables.ts";
import type { SettingState } from "./tables-accounts.ts";
import { toJson } from "./values.ts";

/** An administrator's wish for how long packages live, and what came of it. */
export type PackageExpiryChange = Readonly<Selectable<Tables["packageExpiry"]>>;

export type NewPackageExpiry = Pick<
  PackageExpiryChange,
  "id" | "teamId" | "userId" | "driveUserId" | "days" | "viewId"
>;

export const insertPackageExpiry = async (handle: Handle, change: NewPackageExpiry, now: Date): Promise<void> => {
  await handle
    .insertInto("packageExpiry")
    .values({ ...change, state: "pending", createdAt: now, settledAt: null })
    .execute();
};

export const getPackageExpiry = async (handle: Handle, id: string): Promise<PackageExpiryChange | undefined> =>
  handle.selectFrom("packageExpiry").selectAll().where("id", "=", id).executeTakeFirst();

/** Whether somebody of the workspace wished for something after this. */
export const hasNewerPackageExpiry = async (handle: Handle, change: PackageExpiryChange): Promise<boolean> => {
  const newer = await handle
    .selectFrom("packageExpiry")
    .select("id")
    .where("teamId", "=", change.teamId)
    .where("createdAt", ">", change.createdAt)
    .limit(1)
    .executeTakeFirst();
  return newer !== undefined;
};

/** `pending` → how it ended. False when it was settled before. */
export const settlePackageExpiry = async (
  handle: Handle,
  id: string,
  {
    state,
    failure,
  }: { readonly state: Exclude<SettingState, "pending">; readonly failure?: StoredFailure | undefined },
  now: Date,
): Promise<boolean> => {
  const settled = await handle
    .updateTable("packageExpiry")
    .set({ state, failure: failure === undefined ? null : toJson(failure), settledAt: now })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .returning("id")
    .executeTakeFirst();
  return settled !== undefined;
};

/** What was last set from this workspace: the drive has no way to ask. Undefined: nothing ever was. */
export const lastPackageExpiry = async (
  handle: Handle,
  teamId: string,
): Promise<{ readonly days: number; readonly userId: string; readonly setAt: Date } | undefined> => {
  const last = await handle
    .selectFrom("packageExpiry")
    .select(["days", "userId", "settledAt", "createdAt"])
    .where("teamId", "=", teamId)
    .where("state", "=", "done")
    .orderBy("settledAt", "desc")
    .limit(1)
    .executeTakeFirst();
  return last === undefined
    ? undefined
    : { days: last.days, userId: last.userId, setAt: last.settledAt ?? last.createdAt };
};
