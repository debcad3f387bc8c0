import type { JobWithMetadata, PgBoss } from "pg-boss";
import { fromKysely } from "pg-boss";
import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import { runFrom } from "../lib/origin.ts";
import { runUnder, type Tenure } from "../lib/tenure.ts";
import type { Database } from "../store/database.ts";
import { describeError, judgeFailure, readGivenUp } from "./failures.ts";
import type { HandledJob, JobContext, JobLogger } from "./job.ts";
import { givenUpName } from "./queue-settings.ts";
import type { QueueTables, StoredJob } from "./queue-tables.ts";

export type WorkerDeps = {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly tables: QueueTables;
  readonly clock: Clock;
  readonly logger: JobLogger;
  readonly immediateRetries: boolean;
  /** Looks for jobs of that name once more, at once or after a while. */
  readonly wake: (name: string, afterSeconds: number) => void;
};

// An upgrade is through by then: what still nobody understands is a mistake.
const UPGRADE_MS = 60 * 60 * 1000;
// Which version takes a job is chance; a conversation's line waits for it meanwhile.
const LEFT_SECONDS = 5;
// Nobody is taken for dead so soon.
const SURE_MS = 5_000;

/** Runs one job that was fetched, and settles it when it fails. pg-boss completes it when it does not. */
export const createWorker = (deps: WorkerDeps) => {
  const { boss, database, tables, clock, logger, immediateRetries, wake } = deps;

  /** Ends an attempt as failed; what becomes of the job follows from its retries. */
  const fail = async (
    job: StoredJob,
    error: unknown,
    next: { readonly retryLimit?: number; readonly delaySeconds?: number } = {},
  ): Promise<void> => {
    const { name } = job;
    const attempt = { id: job.id, retryCount: job.retryCount };
    await database.transaction(async (tx) => {
      const db = fromKysely(tx.withoutPlugins());
      if (next.retryLimit !== undefined) await tables.setRetryLimit(db, job, next.retryLimit);
      await boss.fail(name, attempt, describeError(error), { db });
      if (next.delaySeconds !== undefined) {
        await boss.update(name, undefined, { id: job.id, startAfter: next.delaySeconds, db });
      }
    });
  };

  /** Ends an attempt that is not at fault: the job runs again without having used up a retry. */
  const handBack = async (job: StoredJob, reason: unknown, delaySeconds: number): Promise<void> =>
    fail(job, reason, { retryLimit: job.retryLimit + 1, delaySeconds });

  const settleFailure = async (
    job: JobWithMetadata<object>,
    error: unknown,
    isHopeless: HandledJob["isHopeless"] = () => false,
  ): Promise<void> => {
    const fields = { err: error, job: job.name, jobId: job.id, attempt: job.retryCount + 1 };
    const verdict = judgeFailure(error, clock.now().getTime() - job.createdOn.getTime());
    if (verdict.kind === "wait") {
      const seconds = immediateRetries ? 0 : verdict.seconds;
      await handBack(job, error, seconds);
      logger.info({ ...fields, seconds }, "job told to wait");
      return wake(job.name, seconds);
    }
    const hopeless = isHopeless(error, job.retryCount + 1);
    const isLast = hopeless || job.retryCount >= job.retryLimit;
    await fail(job, error, hopeless ? { retryLimit: job.retryCount } : {});
    if (isLast) logger.error(fields, "job failed for the last time");
    else logger.warn(fields, "job failed; it will be tried again");
    if (isLast) return wake(givenUpName(job.name), 0);
    wake(job.name, immediateRetries ? 0 : longestDelay(job));
  };

  /** A process that could not say for a while that it lives, and goes on then, has lost its jobs to others. */
  const tenureOf = (job: JobWithMetadata<object>): Tenure => {
    const began = performance.now();
    return async () => performance.now() - began < SURE_MS || (await tables.isRunning(job));
  };

  const contextOf = (job: JobWithMetadata<object>): JobContext => ({
    jobId: job.id,
    signal: job.signal,
    attempt: job.retryCount + 1,
    logger,
  });

  return {
    fail,
    handBack,

    run: async (handled: HandledJob, job: JobWithMetadata<object>): Promise<void> => {
      const prepared = handled.prepare(job.data);
      if (prepared === undefined || prepared.isUnreadable === true) {
        // During an upgrade a newer version, side by side with this one, sends what only it understands.
        if (!immediateRetries && clock.now().getTime() - job.createdOn.getTime() < UPGRADE_MS) {
          logger.warn({ job: job.name, jobId: job.id }, "job left to a newer version: its payload cannot be read here");
          return handBack(job, new Error("left to a newer version"), LEFT_SECONDS);
        }
        logger.error({ job: job.name, jobId: job.id }, "job set aside: its payload cannot be read");
        const unreadable = new AppError("invalid", "its payload cannot be read", { operation: "jobs.run" });
        await fail(job, unreadable, { retryLimit: job.retryCount });
        return wake(givenUpName(job.name), 0);
      }
      try {
        await runFrom({ surface: "job" }, () => runUnder(tenureOf(job), () => prepared.run(contextOf(job))));
      } catch (error) {
        await settleFailure(job, error, handled.isHopeless);
      }
    },

    /** For a job whose retries are used up: tells its owner. */
    giveUp: async (handled: HandledJob, job: JobWithMetadata<object>): Promise<void> => {
      const failure = readGivenUp(job.sourceId ?? job.id, job.sourceOutput);
      logger.error({ job: handled.name, ...failure }, "job given up");
      if (handled.policy === "key_strict_fifo") {
        // One that failed holds up all that come after it with the same key, and they have waited long enough.
        await boss.deleteJob(handled.name, failure.jobId);
        wake(handled.name, 0);
      }
      try {
        await runFrom({ surface: "job" }, async () => handled.prepare(job.data)?.giveUp(failure, contextOf(job)));
      } catch (error) {
        await settleFailure(job, error);
      }
    },
  };
};

/** After this long the retry has surely fallen due. */
const longestDelay = ({ retryDelay, retryBackoff, retryDelayMax, retryCount }: JobWithMetadata<object>): number => {
  if (!retryBackoff) return retryDelay;
  const doubled = Math.max(1, retryDelay) * 2 ** Math.min(16, retryCount + 1);
  return Math.min(doubled, retryDelayMax ?? doubled);
};
