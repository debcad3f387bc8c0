import type { Person } from "../../domain/person.ts";
import { nextPollDelay, type PollFacts, type ProgressReport, unhurriedPollDelay } from "../../domain/poll-plan.ts";
import { type DriveTask, type TaskResult, tellsOfSilence } from "../../domain/task.ts";
import type { KooDrive } from "../../koodrive/client.ts";
import type { Clock } from "../../lib/clock.ts";
import { failureFacts, settle } from "../../lib/errors.ts";
import type { Metrics } from "../../lib/metrics.ts";
import { settledWithin } from "../../lib/patience.ts";
import type { SecretBox } from "../../lib/secrets.ts";
import type { Database, Transaction } from "../../store/database.ts";
import type { Store } from "../../store/store.ts";
import type { DueTask, PollWrite } from "../../store/task-polls.ts";
import type { Task } from "../../store/tasks.ts";
import type { PollBudget } from "./service-budget.ts";

export type TaskFollowDeps = {
  readonly drive: KooDrive;
  readonly database: Database;
  readonly store: Store;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  readonly metrics: Pick<Metrics, "pollLate">;
  readonly budget: PollBudget;
  readonly sendShow: (tx: Transaction, taskId: string) => Promise<void>;
  readonly sendNotice: (tx: Transaction, task: Pick<Task, "id" | "teamId" | "userId">) => Promise<void>;
  readonly sendHome: (tx: Transaction, person: Person) => Promise<void>;
};

export type TaskFollow = {
  /**
   * Looks at the tasks that have fallen due, as many as the budget allows; returns how many. Safe to run in several
   * processes. Looks that the drive is slow to answer are not waited for long: the next call writes them.
   */
  readonly followDue: (now: Date, signal: AbortSignal) => Promise<number>;
  /** Has notices told that a process began and did not finish. */
  readonly resumeNotices: (now: Date) => Promise<void>;
  readonly getTask: (taskId: string) => Promise<Task | undefined>;
  readonly openDownload: (task: Task) => string | undefined;
};

const BATCH = 200;
// Looks that wait for the drive; with so many, nothing more is taken.
const MAX_UNDER_WAY = 400;
// A drive that is slow over some must not hold up the others.
const PATIENCE_MS = 1_000;
// An instance that takes tasks and dies gives them back after this long. A look may take longer where the drive is slow
// and is asked again: then another one looks too, and the tasks' table takes from each what is news.
const LEASE_MS = 20_000;
// A task that has not moved for a day will not.
const STALLED_MS = 24 * 60 * 60 * 1000;
// After this long without being told as sent, a notice is looked up and, if it is not there, sent again.
export const NOTICE_RETAKE_MS = 60_000;

type Look = { readonly task: DueTask; readonly poll: PollWrite; readonly changed: boolean };

export const createTaskFollow = (deps: TaskFollowDeps): TaskFollow => {
  const { drive, database, store, secrets, clock } = deps;

  let underWay = 0;
  let finished: Look[] = [];

  const planNext = (task: DueTask, facts: Omit<PollFacts, "load">, leastMs = 0): PollWrite["next"] => {
    const delay = Math.max(leastMs, nextPollDelay({ ...facts, load: deps.budget.loadOf(task.personAsks) }));
    const dueAt = new Date(clock.now().getTime() + delay);
    return { state: "open", dueAt, stepMs: unhurriedPollDelay(facts) };
  };

  const ask = async (task: DueTask, signal: AbortSignal): Promise<Look> => {
    const began = clock.now();
    const shareToken = task.sealedToken === null ? undefined : secrets.open(task.sealedToken);
    const answer = await settle(
      drive.taskDetail(
        { userId: task.driveUserId, signal },
        { taskId: task.driveTaskId ?? "", shareId: task.shareId, shareToken },
      ),
    );
    const now = clock.now();
    const elapsedMs = now.getTime() - takenAt(task).getTime();
    const answerMs = now.getTime() - began.getTime();
    if (!answer.ok) {
      const { error } = answer;
      // The token of a link with a code is not taken any more: asking with it again would bring the same.
      const isStale = error.code === "not-allowed" && shareToken !== undefined;
      const gone = error.code === "not-found" || isStale || isStalled(task, now);
      const facts = { elapsedMs, progress: undefined, answerMs };
      return {
        task,
        // One look in vain passes unnoticed; the second in a row is told, once.
        changed: gone || (task.failure !== null && !tellsOfSilence(task.shown)),
        poll: {
          id: task.id,
          failure: isStale ? { ...failureFacts(error), field: "accessCode" } : failureFacts(error),
          next: gone ? { state: "lost" } : planNext(task, facts, error.retryAfterMs),
        },
      };
    }
    const found = answer.value;
    const ended = found.status === "finished" || found.status === "cancelled";
    // A drive that goes back is not believed: what went back has not moved, and after a day without moving is given up.
    const status = found.status === "waiting" || found.status === task.status ? undefined : found.status;
    const progress =
      found.progress === undefined || found.progress <= (task.progress ?? -1) ? undefined : found.progress;
    const facts = { elapsedMs, progress: found.progress, before: shownBefore(task), answerMs };
    return {
      task,
      changed: status !== undefined || progress !== undefined || tellsOfSilence(task.shown),
      poll: {
        id: task.id,
        status,
        result: found.status === "finished" ? resultOf(found) : undefined,
        progress: found.status === "finished" ? 100 : progress,
        failedFiles: found.files.filter((file) => file.status === "failed").map((file) => file.fileId),
        downloadSealed: found.downloadUrl === undefined ? undefined : secrets.seal(found.downloadUrl),
        next: ended ? { state: "done" } : isStalled(task, now) ? { state: "lost" } : planNext(task, facts),
      },
    };
  };

  const look = async (task: DueTask, signal: AbortSignal): Promise<void> => {
    underWay += 1;
    try {
      const seen = await ask(task, signal);
      // A stopping process was interrupted, not refused: what it took falls due again with the lease.
      if (!signal.aborted) finished.push(seen);
    } finally {
      underWay -= 1;
    }
  };

  const writeFinished = async (): Promise<void> => {
    const looks = finished;
    finished = [];
    if (looks.length === 0) return;
    await database.transaction(async (tx) => {
      const ended = await store.taskPolls.writePolls(
        tx,
        looks.map(({ poll }) => poll),
        clock.now(),
      );
      for (const { poll, changed } of looks)
        if (changed || poll.next.state === "lost") await deps.sendShow(tx, poll.id);
      for (const { task } of looks) if (ended.includes(task.id)) await deps.sendNotice(tx, task);
      for (const { task, poll } of looks) if (isNews(task, poll)) await deps.sendHome(tx, task);
    });
  };

  const followBatch = async (now: Date, signal: AbortSignal): Promise<number> => {
    const limit = Math.min(BATCH, MAX_UNDER_WAY - underWay);
    if (limit <= 0 || signal.aborted) return 0;
    const { perSecond } = deps.budget;
    const due = await store.taskPolls.takeDueTasks(database.db, { now, limit, leaseMs: LEASE_MS, perSecond });
    for (const task of due) deps.metrics.pollLate(now.getTime() - task.wasDueAt.getTime());
    await settledWithin(
      due.map((task) => look(task, signal)),
      PATIENCE_MS,
    );
    return due.length;
  };

  return {
    followDue: async (now, signal) => {
      let total = 0;
      for (;;) {
        const count = await followBatch(now, signal);
        await writeFinished();
        total += count;
        if (count < BATCH) return total;
      }
    },
    resumeNotices: async (now) => {
      const before = new Date(now.getTime() - NOTICE_RETAKE_MS);
      const unfinished = await store.taskMessages.listUnfinishedNotices(database.db, { before });
      if (unfinished.length === 0) return;
      await database.transaction(async (tx) => {
        for (const task of unfinished) {
          await deps.sendNotice(tx, task);
          await deps.sendShow(tx, task.id);
        }
      });
    },
    getTask: (taskId) => store.tasks.getTask(database.db, taskId),
    openDownload: (task) => (task.downloadSealed === null ? undefined : secrets.open(task.downloadSealed)),
  };
};

/** Whether a list of what is under way reads differently now; percentages come too often for that. */
const isNews = (task: DueTask, poll: PollWrite): boolean =>
  poll.next.state !== "open" || (poll.status !== undefined && poll.status !== task.status);

/** When the drive took it. */
const takenAt = (task: DueTask): Date => task.openedAt ?? task.createdAt;

/** The percentage that an earlier look found, with the time at which it was first seen. */
const shownBefore = (task: DueTask): ProgressReport | undefined =>
  task.progress === null || task.lastProgressAt === null
    ? undefined
    : { progress: task.progress, elapsedMs: task.lastProgressAt.getTime() - takenAt(task).getTime() };

const isStalled = (task: DueTask, now: Date): boolean =>
  now.getTime() - (task.lastProgressAt ?? task.createdAt).getTime() > STALLED_MS;

/** Older drives give no result code: then the files tell. */
const resultOf = (task: DriveTask): TaskResult => {
  if (task.result !== undefined) return task.result;
  const failed = task.files.filter((file) => file.status === "failed").length;
  if (failed === 0) return "all";
  return failed === task.files.length ? "none" : "some";
};
