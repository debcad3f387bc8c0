import type { Edition } from "../../domain/edition.ts";
import { type PackageLife, packageLife } from "../../domain/package-life.ts";
import type { Clock } from "../../lib/clock.ts";
import { settle } from "../../lib/errors.ts";
import type { Database, Handle, Transaction } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";
import type { NoticeClaim } from "../../store/task-messages.ts";
import type { Task, TaskSummary } from "../../store/tasks.ts";

/** What of a stored task its messages show; lists of tasks come without the files. */
export type ShownTask = TaskSummary & Partial<Pick<Task, "fileIds" | "fileNames" | "failedFiles">>;

/** As much of a task as tells where its next message goes. */
export type PostedTask = Pick<Task, "id" | "teamId" | "userId" | "messageTs">;

/** Where a task's messages stand, and who may write them now. */
export type TaskMessages = ReturnType<typeof createTaskMessages>;

/** Which of a task's messages one is that is posted now: the first, or the one in the place of that with this time stamp. */
export const placeOf = ({ messageTs }: Pick<PostedTask, "messageTs">): string => messageTs ?? "first";

export const createTaskMessages = ({
  database,
  store,
  clock,
  drive,
  sendShow,
  sendProgress,
}: {
  readonly drive: { readonly edition: Edition };
  readonly database: Database;
  readonly store: Store;
  readonly clock: Clock;
  /** Has the progress message brought up to date, not before that moment. */
  readonly sendShow: (handle: Handle, taskId: string, startAfter: Date) => Promise<void>;
  /** Has the progress message posted in the person's line. */
  readonly sendProgress: (tx: Transaction, task: PostedTask, place: string) => Promise<void>;
}) => {
  /** Has the message posted that is not there, or not any more. Once for each place, whoever asks for it how often. */
  const post = async (tx: Transaction, task: PostedTask): Promise<void> => {
    const place = placeOf(task);
    const isFirst = await store.claims.claimOnce(tx, task.teamId, `task-progress:${task.id}:${place}`, clock.now());
    if (isFirst) await sendProgress(tx, task, place);
  };

  return {
    factsOf: (task: ShownTask, downloadUrl?: string) => ({
      id: task.id,
      kind: task.kind,
      state: task.state,
      status: task.status ?? undefined,
      result: task.result ?? undefined,
      progress: task.progress ?? undefined,
      name: task.zipName ?? task.fileNames?.[0] ?? task.shareName ?? task.shareId,
      shareName: task.shareName ?? task.shareId,
      folderName: task.targetName ?? "",
      fileCount: task.fileCount,
      failedNames: (task.failedFiles ?? []).map(
        (fileId) => task.fileNames?.[task.fileIds?.indexOf(fileId) ?? -1] ?? fileId,
      ),
      failure: task.failure ?? undefined,
      downloadUrl,
      startedAt: task.createdAt,
      endedAt: task.endedAt ?? undefined,
    }),

    /** Until when the package of a task that made one can be had; undefined where the drive has no such setting. */
    lifeOf: async (task: TaskSummary): Promise<PackageLife | undefined> => {
      if (task.kind !== "package" || drive.edition !== "enterprise") return undefined;
      const last = await store.packageExpiry.lastPackageExpiry(database.db, task.teamId);
      return packageLife(task.endedAt ?? clock.now(), last?.days);
    },

    /** What the progress message must show: a change that is under way elsewhere is waited for. */
    taskToShow: (taskId: string): Promise<Task | undefined> => store.tasks.getTaskAfterChanges(database.db, taskId),

    /** True when this caller, and nobody else, edits the message now. */
    claimEdit: (taskId: string, shown: string, minGapMs: number): Promise<boolean> =>
      store.taskMessages.claimEdit(database.db, taskId, { now: clock.now(), minGapMs, shown }),

    /** True for the first caller ever who posts it at that place: nobody can have posted it before. */
    claimFirstPost: ({ id, teamId }: ShownTask, place: string): Promise<boolean> =>
      store.claims.claimOnce(database.db, teamId, `task-message:${id}:${place}`, clock.now()),

    post,
    /** As `post`, in a transaction of its own. */
    postNow: (task: PostedTask): Promise<void> => database.transaction((tx) => post(tx, task)),

    /** The message was edited a moment ago: brings it up to date when it may be edited again. */
    showLater: (taskId: string, at: Date): Promise<void> => sendShow(database.db, taskId, at),

    /** Whatever the message shows, it counts as out of date. */
    forgetShown: async (taskId: string): Promise<void> => {
      await store.taskMessages.forgetShown(database.db, taskId);
    },

    remember: (
      taskId: string,
      message: { readonly channel: string; readonly ts: string },
      /** Null: it is there, and nobody knows with which words. */
      shown: string | null,
    ): Promise<void> => store.taskMessages.setTaskMessage(database.db, taskId, { ...message, shown }, clock.now()),

    claimNotice: (taskId: string, retakeAfterMs: number): Promise<NoticeClaim | undefined> =>
      store.taskMessages.claimNotice(database.db, taskId, { now: clock.now(), retakeAfterMs }),

    /** The progress message, for who wants notices in its thread. Undefined: a message of its own. */
    noticeThread: async ({ teamId, userId, messageTs }: ShownTask): Promise<string | undefined> => {
      const { notices } = await store.preferences.getPersonPreferences(database.db, teamId, userId);
      return notices === "thread" ? (messageTs ?? undefined) : undefined;
    },

    /** Gives the claim back when the post certainly did not happen, so that the next try need not wait. */
    releaseUnlessPosted: async <T>(taskId: string, post: () => Promise<T>): Promise<T> => {
      const posted = await settle(post());
      if (posted.ok) return posted.value;
      if (posted.error.code !== "unknown-outcome") {
        await store.taskMessages.releaseNotice(database.db, taskId, clock.now());
      }
      throw posted.error;
    },

    noticeSent: async (taskId: string): Promise<void> => {
      await store.taskMessages.markNoticeSent(database.db, taskId, clock.now());
    },
  };
};
