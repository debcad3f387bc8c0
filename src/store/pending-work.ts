import { sql } from "kysely";
import type { Person } from "../domain/person.ts";
import { AppError } from "../lib/errors.ts";
import type { Handle } from "./database.ts";
import type { StoredFailure } from "./tables.ts";
import { toJson } from "./values.ts";

/** How much was stopped. */
export type StoppedWork = { readonly shares: number; readonly tasks: number };

/**
 * Stops what a person's drive account has still to do, because they may not act as it any more: shares and tasks that
 * were not sent end as refused, tasks that run at the drive are not followed any more. Notices of the tasks fall due.
 * What is being sent at this moment is left to end.
 */
export const stopPendingWork = async (
  handle: Handle,
  { teamId, userId }: Person,
  failure: StoredFailure,
  now: Date,
): Promise<StoppedWork> => {
  const shares = await handle
    .updateTable("shareIntents")
    .set({ state: "refused", failure: toJson(failure), updatedAt: now })
    .where("teamId", "=", teamId)
    .where("userId", "=", userId)
    .where("state", "=", "pending")
    .returning("id")
    .execute();
  const ending = { failure: toJson(failure), sealedToken: null, endedAt: now, updatedAt: now };
  const stopTasks = (from: "pending" | "open", to: "refused" | "lost") =>
    handle
      .updateTable("tasks")
      .set({ ...ending, state: to, dueAt: null, noticeState: "due", noticeAt: now })
      .where("teamId", "=", teamId)
      .where("userId", "=", userId)
      .where("state", "=", from)
      .returning("id")
      .execute();
  const unsent = await stopTasks("pending", "refused");
  const running = await stopTasks("open", "lost");
  return { shares: shares.length, tasks: unsent.length + running.length };
};

/** So many shares and tasks of one person may wait to be sent to the drive. */
export const MAX_PENDING = 100;

/** Throws `limited` when so much of a person's waits already that no more should be added: it would only wait too. */
export const requireRoom = async (handle: Handle, { teamId, userId }: Person): Promise<void> => {
  const { rows } = await sql<{ waiting: number }>`
    select
      (select count(*) from share_intents
        where state in ('pending', 'sending') and team_id = ${teamId} and user_id = ${userId})
      + (select count(*) from tasks
        where state in ('pending', 'sending') and team_id = ${teamId} and user_id = ${userId}) as waiting`.execute(
    handle,
  );
  if (Number(rows[0]?.waiting ?? 0) < MAX_PENDING) return;
  throw new AppError("limited", `${MAX_PENDING} of the person's shares and tasks wait already`, {
    operation: "store.requireRoom",
  });
};
