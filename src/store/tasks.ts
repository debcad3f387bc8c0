import type { Selectable } from "kysely";
import type { TaskKind } from "../domain/task.ts";
import type { Handle } from "./database.ts";
import type { StoredFailure, Tables } from "./tables.ts";
import { storableText, toJson } from "./values.ts";

/** A task that somebody asked for, and how far it is. */
export type Task = Readonly<Selectable<Tables["tasks"]>>;

/** A task without its lists of files, which can be a thousand long. */
export type TaskSummary = Omit<Task, "fileIds" | "fileNames" | "failedFiles">;

export type NewTask = {
  readonly id: string;
  readonly teamId: string;
  readonly userId: string;
  readonly driveUserId: string;
  readonly shareId: string;
  readonly shareName: string | null;
  readonly kind: TaskKind;
  readonly containerId: string;
  readonly fileIds: readonly string[];
  readonly fileNames: readonly string[];
  readonly zipName: string | null;
  readonly targetFolderId: string | null;
  readonly targetContainerId: string | null;
  readonly targetName: string | null;
  /** The temporary token of a share with a code, sealed; wiped when the task ends. */
  readonly sealedToken: string | null;
};

export const summaryColumns = [
  "id",
  "teamId",
  "userId",
  "driveUserId",
  "shareId",
  "shareName",
  "kind",
  "containerId",
  "fileCount",
  "zipName",
  "targetFolderId",
  "targetContainerId",
  "targetName",
  "state",
  "driveTaskId",
  "sealedToken",
  "status",
  "result",
  "progress",
  "downloadSealed",
  "failure",
  "createdAt",
  "updatedAt",
  "openedAt",
  "endedAt",
  "polls",
  "dueAt",
  "stepMs",
  "lastProgressAt",
  "messageChannel",
  "messageTs",
  "shown",
  "editedAt",
  "noticeState",
  "noticeAt",
  "attempts",
] as const satisfies readonly (keyof TaskSummary)[];

/** Records what is to be done. False when that id is there already; nothing is changed then. */
export const insertTask = async (handle: Handle, task: NewTask, now: Date): Promise<boolean> => {
  const inserted = await handle
    .insertInto("tasks")
    .values({
      ...task,
      shareName: task.shareName === null ? null : storableText(task.shareName),
      targetName: task.targetName === null ? null : storableText(task.targetName),
      fileCount: task.fileIds.length,
      fileIds: toJson(task.fileIds),
      fileNames: toJson(task.fileNames),
      state: "pending",
      createdAt: now,
      updatedAt: now,
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted !== undefined;
};

export const getTask = async (handle: Handle, id: string): Promise<Task | undefined> =>
  handle.selectFrom("tasks").selectAll().where("id", "=", id).executeTakeFirst();

/**
 * As `getTask`, after waiting for the end of a transaction that is changing it. For a job whose waiting twin that
 * transaction may have found, and so not sent another: it must see what the transaction wrote.
 */
export const getTaskAfterChanges = async (handle: Handle, id: string): Promise<Task | undefined> =>
  handle.selectFrom("tasks").selectAll().where("id", "=", id).forShare().executeTakeFirst();

/**
 * `pending` → `sending`: the caller alone may now call the drive, once. Undefined when it is not pending (any more);
 * one found in `sending` was left by a process that died, and its call may have happened.
 */
export const claimTaskForSending = async (handle: Handle, id: string, now: Date): Promise<Task | undefined> =>
  handle
    .updateTable("tasks")
    .set((eb) => ({ state: "sending", attempts: eb("attempts", "+", 1), updatedAt: now }))
    .where("id", "=", id)
    .where("state", "=", "pending")
    .returningAll()
    .executeTakeFirst();

/** `sending` → `pending`: the call certainly did not happen, for that reason, and may be made again. */
export const releaseTask = async (handle: Handle, id: string, now: Date, failure: StoredFailure): Promise<boolean> => {
  const released = await handle
    .updateTable("tasks")
    .set({ state: "pending", failure: toJson(failure), updatedAt: now })
    .where("id", "=", id)
    .where("state", "=", "sending")
    .returning("id")
    .executeTakeFirst();
  return released !== undefined;
};

/** The drive took the task; it is first looked at after `stepMs` milliseconds. False when it was settled before. */
export const markTaskOpen = async (
  handle: Handle,
  id: string,
  { driveTaskId, stepMs, now }: { readonly driveTaskId: string; readonly stepMs: number; readonly now: Date },
): Promise<boolean> => {
  const opened = await handle
    .updateTable("tasks")
    .set({
      state: "open",
      driveTaskId,
      dueAt: new Date(now.getTime() + stepMs),
      stepMs,
      status: "waiting",
      failure: null,
      openedAt: now,
      lastProgressAt: now,
      updatedAt: now,
    })
    .where("id", "=", id)
    .where("state", "in", ["pending", "sending"])
    .returning("id")
    .executeTakeFirst();
  return opened !== undefined;
};

/** The drive said no, or it was given up before it was sent; a notice falls due. False when it was settled before. */
export const markTaskRefused = async (
  handle: Handle,
  id: string,
  failure: StoredFailure,
  now: Date,
): Promise<boolean> => endTask(handle, id, { state: "refused", failure }, now);

/** The call may have happened; a notice falls due. False when it was settled before. */
export const markTaskUnknown = async (
  handle: Handle,
  id: string,
  failure: StoredFailure | null,
  now: Date,
): Promise<boolean> => endTask(handle, id, { state: "unknown", failure }, now);

const endTask = async (
  handle: Handle,
  id: string,
  { state, failure }: { readonly state: "refused" | "unknown"; readonly failure: StoredFailure | null },
  now: Date,
): Promise<boolean> => {
  const ended = await handle
    .updateTable("tasks")
    .set({
      state,
      failure: failure === null ? null : toJson(failure),
      sealedToken: null,
      endedAt: now,
      noticeState: "due",
      noticeAt: now,
      updatedAt: now,
    })
    .where("id", "=", id)
    .where("state", "in", ["pending", "sending"])
    .returning("id")
    .executeTakeFirst();
  return ended !== undefined;
};

/** Those in `sending` since before that moment, oldest first: the process that sent them is gone or stuck. */
export const listStaleSendingTasks = async (
  handle: Handle,
  { before, limit = 100 }: { readonly before: Date; readonly limit?: number },
): Promise<readonly TaskSummary[]> =>
  handle
    .selectFrom("tasks")
    .select(summaryColumns)
    .where("state", "=", "sending")
    .where("updatedAt", "<", before)
    .orderBy("updatedAt")
    .limit(limit)
    .execute();

/** A person's tasks: those under way first, then the newest first. `total` counts all pages. */
export const listTasks = async (
  handle: Handle,
  query: { readonly teamId: string; readonly userId: string; readonly limit: number; readonly offset: number },
): Promise<{ readonly tasks: readonly TaskSummary[]; readonly total: number }> => {
  const mine = handle.selectFrom("tasks").where("teamId", "=", query.teamId).where("userId", "=", query.userId);
  const tasks = await mine
    .select(summaryColumns)
    .orderBy((eb) => eb("state", "in", ["pending", "sending", "open"]), "desc")
    .orderBy("createdAt", "desc")
    .orderBy("id")
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  const { total } = await mine.select((eb) => eb.fn.countAll<string | number>().as("total")).executeTakeFirstOrThrow();
  return { tasks, total: Number(total) };
};

/** How many tasks the drive is working on: of everybody, of a workspace, or of one person. */
export const countOpenTasks = async (
  handle: Handle,
  of: { readonly teamId?: string; readonly userId?: string } = {},
): Promise<number> => {
  const { teamId, userId } = of;
  const { total } = await handle
    .selectFrom("tasks")
    .where("state", "=", "open")
    .$if(teamId !== undefined, (builder) => builder.where("teamId", "=", teamId ?? ""))
    .$if(userId !== undefined, (builder) => builder.where("userId", "=", userId ?? ""))
    .select((eb) => eb.fn.countAll<string | number>().as("total"))
    .executeTakeFirstOrThrow();
  return Number(total);
};
