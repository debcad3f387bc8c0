import type { Queue as BossQueue, PgBoss, QueueResult } from "pg-boss";
import { AppError } from "../lib/errors.ts";
import type { JobRetry, JobSettings } from "./job.ts";

// A process that was killed is noticed after this long, and its jobs go to another. The queue takes no less.
const HEARTBEAT_SECONDS = 10;
// Nobody could take over from the one process of an embedded database; a busy machine must not look like its death.
const HEARTBEAT_ALONE_SECONDS = 3_600;
const KEEP_FINISHED_SECONDS = 3_600;
const DEFAULT_TIMEOUT_SECONDS = 900;

/** Where a job goes whose retries are used up. */
export const givenUpName = (name: string): string => `${name}.given-up`;

type Settings = Required<
  Pick<BossQueue, "retryLimit" | "retryDelay" | "retryBackoff" | "expireInSeconds" | "heartbeatSeconds" | "notify">
> &
  Pick<BossQueue, "deadLetter" | "retryDelayMax" | "deleteAfterSeconds">;

type QueueOptions = {
  readonly immediateRetries: boolean;
  /** No other process works on this database. */
  readonly isAlone: boolean;
};

/**
 * Makes sure that the database knows every kind of job with these settings, and pg-boss's memory too: a send inside a
 * transaction of the embedded database must not look a kind up, for its only connection is taken.
 */
export const createQueues = async (
  boss: PgBoss,
  jobs: readonly JobSettings[],
  options: QueueOptions,
): Promise<void> => {
  const known = new Map((await boss.getQueues()).map((queue) => [queue.name, queue]));
  // The kinds that others name as their dead letter come first.
  for (const { name, timeoutSeconds } of jobs) {
    await createOne(boss, known, givenUpName(name), "standard", givenUpSettings(timeoutSeconds, options));
  }
  for (const job of jobs) {
    await createOne(boss, known, job.name, job.policy ?? "standard", jobSettings(job, options));
  }
};

const jobSettings = (
  { name, retry, timeoutSeconds }: JobSettings,
  { immediateRetries, isAlone }: QueueOptions,
): Settings => ({
  ...retrySettings(retry, immediateRetries),
  expireInSeconds: timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  heartbeatSeconds: isAlone ? HEARTBEAT_ALONE_SECONDS : HEARTBEAT_SECONDS,
  deleteAfterSeconds: KEEP_FINISHED_SECONDS,
  notify: true,
  deadLetter: givenUpName(name),
});

/** A retry plan as the queue wants it. */
export const retrySettings = (retry: JobRetry, immediateRetries: boolean) => ({
  retryLimit: retry.limit,
  retryDelay: immediateRetries ? 0 : retry.delaySeconds,
  retryBackoff: !immediateRetries && (retry.backoff ?? false),
  ...(!immediateRetries && retry.backoff === true && retry.maxDelaySeconds !== undefined
    ? { retryDelayMax: retry.maxDelaySeconds }
    : {}),
});

const givenUpSettings = (
  timeoutSeconds: number | undefined,
  { immediateRetries, isAlone }: QueueOptions,
): Settings => ({
  retryLimit: 10,
  retryDelay: immediateRetries ? 0 : 5,
  retryBackoff: !immediateRetries,
  expireInSeconds: timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS,
  heartbeatSeconds: isAlone ? HEARTBEAT_ALONE_SECONDS : HEARTBEAT_SECONDS,
  // What even this could not tell of stays for a week, to be looked at.
  deleteAfterSeconds: 7 * 24 * 3_600,
  notify: true,
});

const createOne = async (
  boss: PgBoss,
  known: ReadonlyMap<string, QueueResult>,
  name: string,
  policy: string,
  settings: Settings,
): Promise<void> => {
  const present = known.get(name);
  if (present !== undefined && present.policy !== policy) {
    throw new AppError("bug", `job ${name} has policy ${present.policy} in the database, not ${policy}: rename it`, {
      operation: "jobs.start",
    });
  }
  if (present === undefined) {
    await boss.createQueue(name, { ...settings, policy });
  } else if (differs(present, settings)) {
    await boss.updateQueue(name, { ...settings, retryDelayMax: settings.retryDelayMax ?? null });
  } else {
    return;
  }
  // The one call that only reads and fills the memory.
  await boss.findJobs(name, { id: "00000000-0000-0000-0000-000000000000" });
};

const differs = (present: QueueResult, settings: Settings): boolean =>
  Object.entries({ retryDelayMax: null, ...settings }).some(
    ([key, value]) => (Object.entries(present).find(([column]) => column === key)?.[1] ?? null) !== (value ?? null),
  );
