import type { Selectable } from "kysely";
import type { Handle } from "./database.ts";
import type { Tables } from "./tables.ts";
import type { RetentionPart, ShownPolicy } from "./tables-accounts.ts";
import { toJson } from "./values.ts";

/** Retention policies as an administrator was shown them, what is to change, and what came of it. */
export type RetentionChange = Readonly<Selectable<Tables["retentionChanges"]>>;

export type NewRetentionDraft = Pick<RetentionChange, "id" | "teamId" | "userId" | "driveUserId" | "shown" | "viewId">;

export const insertRetentionDraft = async (handle: Handle, draft: NewRetentionDraft, now: Date): Promise<void> => {
  await handle
    .insertInto("retentionChanges")
    .values({
      ...draft,
      shown: toJson(draft.shown),
      changes: toJson([]),
      parts: toJson([]),
      state: "draft",
      createdAt: now,
      updatedAt: now,
    })
    .execute();
};

export const getRetentionChange = async (handle: Handle, id: string): Promise<RetentionChange | undefined> =>
  handle.selectFrom("retentionChanges").selectAll().where("id", "=", id).executeTakeFirst();

/** What the administrator wants changed, before it is confirmed. False when it was confirmed already. */
export const setRetentionWish = async (
  handle: Handle,
  id: string,
  changes: readonly ShownPolicy[],
  now: Date,
): Promise<boolean> => {
  const set = await handle
    .updateTable("retentionChanges")
    .set({ changes: toJson(changes), updatedAt: now })
    .where("id", "=", id)
    .where("state", "=", "draft")
    .returning("id")
    .executeTakeFirst();
  return set !== undefined;
};

/** `draft` → `pending`: to be done now, in these parts. False the second time. */
export const confirmRetentionChange = async (
  handle: Handle,
  id: string,
  parts: readonly RetentionPart[],
  now: Date,
): Promise<boolean> => {
  const confirmed = await handle
    .updateTable("retentionChanges")
    .set({ state: "pending", parts: toJson(parts), updatedAt: now })
    .where("id", "=", id)
    .where("state", "=", "draft")
    .returning("id")
    .executeTakeFirst();
  return confirmed !== undefined;
};

/** How far it is. */
export const saveRetentionParts = async (
  handle: Handle,
  id: string,
  parts: readonly RetentionPart[],
  now: Date,
): Promise<void> => {
  await handle
    .updateTable("retentionChanges")
    .set({ parts: toJson(parts), updatedAt: now })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .execute();
};

/**
 * `pending` → `done`, whatever became of the parts. False when it was before.
 * @param end.readBack what the drive says now; undefined when it could not be asked
 */
export const endRetentionChange = async (
  handle: Handle,
  id: string,
  end: { readonly parts: readonly RetentionPart[]; readonly readBack: readonly ShownPolicy[] | undefined },
  now: Date,
): Promise<boolean> => {
  const ended = await handle
    .updateTable("retentionChanges")
    .set({
      state: "done",
      parts: toJson(end.parts),
      readBack: end.readBack === undefined ? null : toJson(end.readBack),
      updatedAt: now,
    })
    .where("id", "=", id)
    .where("state", "=", "pending")
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
};

/** Forgets what was shown before that moment and never confirmed. */
export const purgeRetentionDrafts = async (handle: Handle, before: Date): Promise<void> => {
  await handle.deleteFrom("retentionChanges").where("state", "=", "draft").where("createdAt", "<", before).execute();
};
