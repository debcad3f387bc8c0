import type { DriveFile } from "../../domain/drive-file.ts";
import { MAX_KEYWORD_LENGTH } from "../../domain/limits.ts";
import { type FindDriveUser, type Person, UNLINKED } from "../../domain/person.ts";
import { POLL_FLOOR_MS } from "../../domain/poll-plan.ts";
import type { TaskKind } from "../../domain/task.ts";
import type { Acting, KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { AppError, type FailureFacts, failureFacts, settle, shortReference } from "../../lib/errors.ts";
import type { IdMaker } from "../../lib/ids.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { FoundShare } from "../../store/shares.ts";
import type { Store } from "../../store/store.ts";
import type { NewTask, Task, TaskSummary } from "../../store/tasks.ts";
import { personalSpace, requestFor } from "./service-request.ts";
import type { OfferedFiles, TaskSource } from "./service-source.ts";

export type TaskServiceDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly ids: IdMaker;
  readonly findDriveUser: FindDriveUser;
  /** In the caller's transaction: has the task asked of the drive. */
  readonly sendPerform: (tx: Transaction, taskId: string) => Promise<void>;
  /** In the caller's transaction: has the message posted that follows the task, before anything else is told of it. */
  readonly sendProgress: (tx: Transaction, task: Task) => Promise<void>;
  /** In the caller's transaction: has that message brought up to date. */
  readonly sendShow: (tx: Transaction, taskId: string) => Promise<void>;
  /** In the caller's transaction: has the person told how it ended. */
  readonly sendNotice: (tx: Transaction, task: Pick<Task, "id" | "teamId" | "userId">) => Promise<void>;
  /** In the caller's transaction: has the person's Home tab drawn anew. */
  readonly sendHome: (tx: Transaction, person: Person) => Promise<void>;
};

export type StartTask = {
  readonly person: Person;
  readonly driveUserId: string;
  readonly source: TaskSource;
  readonly fileIds: readonly string[];
  readonly offered: OfferedFiles;
  readonly action:
    | { readonly kind: "package"; readonly zipName: string }
    | {
        readonly kind: "save";
        readonly folderId: string;
        /** Undefined: the top folder of the person's own space. */
        readonly containerId: string | undefined;
        readonly folderName: string;
      };
  readonly viewId: string;
  readonly traceId: string;
};

export type RetryOutcome = "started" | "already-done" | "not-yours";

export type TaskService = {
  /** The one live share that a reference means: any of the workspace by id or code, one's own by name. */
  readonly findShare: (person: Person, reference: string) => Promise<FoundShare>;
  /** Folders to save into, by part of their name; with no text those on top of the person's own space. */
  readonly findFolders: (person: Person, as: Acting, text: string) => Promise<readonly DriveFile[]>;
  readonly seenFolders: (
    person: Person,
    driveUserId: string,
    folderIds: readonly string[],
  ) => Promise<ReadonlyMap<string, { readonly containerId: string; readonly name: string }>>;
  /**
   * Records the task and the job that asks the drive for it, together. Local only. The second time for one modal
   * (pressed twice, delivered twice) it does nothing.
   */
  readonly start: (task: StartTask) => Promise<void>;
  /**
   * Asks the drive, once. Safe to call again at any time: a call that may have happened ends as
   * unknown, because the drive has no list of share tasks to look it up in. Throws what may pass.
   */
  readonly perform: (taskId: string) => Promise<void>;
  /** No more tries: ends as refused, and the person is told. */
  readonly giveUp: (taskId: string, failure: FailureFacts) => Promise<void>;
  /** Starts a task that failed once more, as a new one. Only once for each. */
  readonly retry: (person: Person, taskId: string, traceId: string) => Promise<RetryOutcome>;
  /** Those under way first, then the newest. */
  readonly list: (
    person: Person,
    offset: number,
  ) => Promise<{ readonly tasks: readonly TaskSummary[]; readonly offset: number; readonly total: number }>;
};

const PAGE = 10;

export const createTaskService = (deps: TaskServiceDeps): TaskService => {
  const { drive, database, store, clock } = deps;

  const record = async (
    tx: Transaction,
    task: {
      readonly id: string;
      readonly teamId: string;
      readonly userId: string;
      readonly shareId: string;
      readonly kind: TaskKind;
    },
    result: string,
    reference: string | undefined,
  ): Promise<void> =>
    store.audit.recordAudit(tx, {
      teamId: task.teamId,
      at: clock.now(),
      userId: task.userId,
      act: `task.${task.kind}`,
      subject: { taskId: task.id, shareId: task.shareId },
      result,
      reference,
      details: undefined,
    });

  const begin = async (tx: Transaction, task: NewTask, traceId: string): Promise<void> => {
    await store.pendingWork.requireRoom(tx, task);
    await store.tasks.insertTask(tx, task, clock.now());
    await record(tx, task, "asked", shortReference(traceId));
    await deps.sendPerform(tx, task.id);
    await deps.sendHome(tx, task);
  };

  /** Has the message that follows the task show how it stands now. */
  const follow = async (tx: Transaction, task: Task): Promise<void> => {
    if (task.messageTs === null) await deps.sendProgress(tx, task);
    // A try in vain before this one has had it posted.
    if (task.attempts > 1) await deps.sendShow(tx, task.id);
  };

  const end = async (task: Task, how: "refused" | "unknown", failure: FailureFacts): Promise<void> =>
    database.transaction(async (tx) => {
      const mark = how === "refused" ? store.tasks.markTaskRefused : store.tasks.markTaskUnknown;
      if (!(await mark(tx, task.id, failure, clock.now()))) return;
      await record(tx, task, how, failure.reference);
      await follow(tx, task);
      await deps.sendNotice(tx, task);
      await deps.sendHome(tx, task);
    });

  const send = async (task: Task): Promise<void> => {
    const as = { userId: task.driveUserId };
    const shareToken = task.sealedToken === null ? undefined : deps.secrets.open(task.sealedToken);
    const request = await settle(requestFor(drive, as, task, shareToken));
    const created = request.ok ? await settle(drive.createTask(as, request.value)) : request;
    if (created.ok) {
      const now = clock.now();
      await database.transaction(async (tx) => {
        await store.tasks.markTaskOpen(tx, task.id, {
          driveTaskId: created.value.taskId,
          stepMs: POLL_FLOOR_MS,
          now,
        });
        await record(tx, task, "started", undefined);
        await follow(tx, task);
      });
      return;
    }
    const { error } = created;
    const nothingHappened = !request.ok || error.code === "limited" || error.code === "unavailable";
    if (nothingHappened && PASSING.has(error.code)) {
      await database.transaction(async (tx) => {
        await store.tasks.releaseTask(tx, task.id, clock.now(), failureFacts(error));
        await follow(tx, task);
      });
      throw error;
    }
    const uncertain = request.ok && (error.code === "unknown-outcome" || error.code === "protocol");
    const failure = failureFacts(error);
    // The token of a link with a code: it holds for a while only, and giving the code again is what helps.
    const isStale = request.ok && error.code === "not-allowed" && shareToken !== undefined;
    await end(task, uncertain ? "unknown" : "refused", isStale ? { ...failure, field: "accessCode" } : failure);
  };

  return {
    findShare: (person, reference) =>
      store.shares.findShareByReference(database.db, { ...person, reference, mineOnly: false, now: clock.now() }),
    findFolders: async (person, as, text) => {
      const keyword = text.trim().slice(0, MAX_KEYWORD_LENGTH);
      const own = await personalSpace(drive, as);
      const page =
        keyword === ""
          ? await drive.listFolder(as, { containerId: own, folderId: "root", foldersOnly: true, pageSize: 99 })
          : await drive.searchFiles(as, { keyword, containerId: own, foldersOnly: true, pageSize: 99 });
      const folders = page.items.filter((file) => file.kind === "folder").slice(0, 99);
      const viewer = { teamId: person.teamId, driveUserId: as.userId };
      await store.seenFiles.rememberFiles(database.db, viewer, folders, clock.now());
      return folders;
    },
    seenFolders: async ({ teamId }, driveUserId, folderIds) => {
      const seen = await store.seenFiles.findSeenFiles(database.db, { teamId, driveUserId }, folderIds);
      return new Map(seen.filter((file) => file.kind === "folder").map((file) => [file.fileId, file]));
    },
    start: async ({ person, driveUserId, source, fileIds, offered, action, viewId, traceId }) => {
      const isSave = action.kind === "save";
      const task: NewTask = {
        id: deps.ids.uuid(),
        ...person,
        driveUserId,
        shareId: source.shareId,
        shareName: source.name,
        kind: action.kind,
        containerId: source.containerId ?? "",
        fileIds,
        fileNames: fileIds.map((fileId) => offered.get(fileId)?.name ?? fileId),
        zipName: isSave ? null : action.zipName,
        targetFolderId: isSave ? action.folderId : null,
        targetContainerId: isSave ? (action.containerId ?? null) : null,
        targetName: isSave ? action.folderName : null,
        sealedToken: source.sealedToken,
      };
      await database.transaction(async (tx) => {
        if (!(await store.claims.claimOnce(tx, person.teamId, `task:${viewId}`, clock.now()))) return;
        await begin(tx, task, traceId);
      });
    },
    perform: async (taskId) => {
      const claimed = await store.tasks.claimTaskForSending(database.db, taskId, clock.now());
      // Who was disconnected after asking must not act as that drive user any more.
      if (claimed !== undefined && (await deps.findDriveUser(claimed)) !== claimed.driveUserId) {
        return end(claimed, "refused", UNLINKED);
      }
      if (claimed !== undefined) return send(claimed);
      const task = await store.tasks.getTask(database.db, taskId);
      // Left by a process that died while it asked: the drive may be at work on it.
      if (task?.state === "sending") {
        const lost = new AppError("unknown-outcome", "the process ended while it asked", { operation: "task.create" });
        await end(task, "unknown", failureFacts(lost));
      }
    },
    giveUp: async (taskId, failure) => {
      const task = await store.tasks.getTask(database.db, taskId);
      if (task !== undefined) await end(task, task.state === "sending" ? "unknown" : "refused", failure);
    },
    retry: async (person, taskId, traceId) => {
      const task = await store.tasks.getTask(database.db, taskId);
      if (task === undefined || task.teamId !== person.teamId) return "already-done";
      if (task.userId !== person.userId) {
        const theirs = { ...task, userId: person.userId };
        await database.transaction((tx) => record(tx, theirs, "refused", shortReference(traceId)));
        return "not-yours";
      }
      return database.transaction(async (tx) => {
        const key = `task-retry:${taskId}`;
        if (!(await store.claims.claimOnce(tx, person.teamId, key, clock.now()))) return "already-done";
        const opened = await store.linkSessions.findLinkSession(tx, { ...person, shareId: task.shareId });
        const sealedToken = opened?.driveUserId === task.driveUserId ? opened.sealedToken : null;
        await begin(tx, againAs(deps.ids.uuid(), task, sealedToken), traceId);
        return "started";
      });
    },
    list: async (person, offset) => ({
      ...(await store.tasks.listTasks(database.db, { ...person, limit: PAGE, offset })),
      offset,
    }),
  };
};

const PASSING = new Set(["limited", "unavailable"]);

/** The same wish as a new task: nothing of how the old one went comes along, its token neither. */
const againAs = (id: string, task: Task, sealedToken: string | null): NewTask => ({
  id,
  teamId: task.teamId,
  userId: task.userId,
  driveUserId: task.driveUserId,
  shareId: task.shareId,
  shareName: task.shareName,
  kind: task.kind,
  containerId: task.containerId,
  fileIds: task.fileIds,
  fileNames: task.fileNames,
  zipName: task.zipName,
  targetFolderId: task.targetFolderId,
  targetContainerId: task.targetContainerId,
  targetName: task.targetName,
  sealedToken,
});
