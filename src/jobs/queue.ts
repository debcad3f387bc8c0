import { fromKysely, PgBoss } from "pg-boss";
import type { Clock } from "../lib/clock.ts";
import { AppError } from "../lib/errors.ts";
import type { Database, Handle, SqlConnection } from "../store/database.ts";
import { createIdleWatch } from "./idle.ts";
import { type Conversation, checkPayload, type HandledJob, type Job, type JobLogger, type Message } from "./job.ts";
import { createJobIds } from "./job-ids.ts";
import { createLookout } from "./lookout.ts";
import { conversationKey, createOutbox, type Envelope, OUTBOX, type SetAside } from "./outbox.ts";
import { createQueues, givenUpName, retrySettings } from "./queue-settings.ts";
import { createQueueTables, type QueueDepth, type StoredJob } from "./queue-tables.ts";
import { createWorker } from "./worker.ts";

export type QueueDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: JobLogger;
  /** Where pg-boss keeps its tables; `pgboss` when not given. */
  readonly schema?: string;
  /** For tests: a retry, or a wait that the other side asked for, comes at once. */
  readonly immediateRetries?: boolean;
  /** Told of each message that could not be said and was set aside. */
  readonly onSetAside?: (message: SetAside) => Promise<void>;
};

export type SendOptions = {
  /** See `JobPolicy`. */
  readonly singletonKey?: string;
  /** Not before then, by the clock handed in. Meant for seconds or minutes: what comes later is a row with a due time. */
  readonly startAfter?: Date;
  /** A UUID. A second job with the same id is refused, for as long as the first is remembered. */
  readonly id?: string;
};

export type Queue = {
  /**
   * Readies every kind of job and begins to work. To be called once, before anything that sends. All kinds that are
   * sent must be among them.
   */
  readonly start: (jobs: readonly HandledJob[]) => Promise<void>;
  /** Takes no more jobs, waits so long for those that run, and hands the rest back. Does nothing the second time. */
  readonly stop: (options: { readonly graceMs: number }) => Promise<void>;
  /**
   * Adds a job through the handle: in a transaction it is there when, and only when, that commits.
   *
   * @returns the job's id; undefined when its policy or its id refused it
   */
  readonly send: <P extends object>(
    handle: Handle,
    job: Job<P>,
    payload: P,
    options?: SendOptions,
  ) => Promise<string | undefined>;
  /**
   * Puts a message in its conversation's line, through the handle like `send`.
   *
   * @param options.waitingKey a second one is refused while the first waits in the line
   */
  readonly sendMessage: <P extends object>(
    handle: Handle,
    message: Message<P>,
    conversation: Conversation,
    payload: P,
    options?: { readonly waitingKey?: string },
  ) => Promise<string | undefined>;
  /** True between start and stop. */
  readonly isReady: () => boolean;
  /** Why no work is done now; undefined: it is. */
  readonly problem: () => string | undefined;
  /** For tests: resolves once no job runs, could run, or waits for a retry. */
  readonly whenIdle: () => Promise<void>;
  /** Kinds with nothing in them are left out. */
  readonly depth: () => Promise<readonly QueueDepth[]>;
};

const UNIQUE_VIOLATION = "23505";

// It looks after its tables every 5 seconds: what is wrong now has been wrong within the last few.
const ERROR_SHOWN_MS = 8_000;

// A job looked for a moment too early is not found.
const WAKE_LATE_MS = 50;

const WORK_OPTIONS = {
  includeMetadata: true,
  pollingIntervalSeconds: 2,
  // Notifications wake the workers; this is for those that were lost, and for jobs of a process that died.
  notifyPollingIntervalSeconds: 10,
  // One statement for each job that has run for so long.
  heartbeatRefreshSeconds: 3,
} as const;

/** The queue of this process, in the same database as the rows: any number of processes may share it. */
export const createQueue = (deps: QueueDeps): Queue => {
  const { database, clock, logger, schema = "pgboss", immediateRetries = false } = deps;
  const { connection } = database;
  const isAlone = database.backend === "pglite";
  const tables = createQueueTables(connection, schema);
  const idle = createIdleWatch(async () => (await tables.countUnfinished()) === 0);
  const boss = new PgBoss({
    db: watched(connection, idle.onActivity),
    backend: database.backend,
    schema,
    useListenNotify: true,
    schedule: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 600,
    // Dependencies between jobs are not used.
    flowIntervalSeconds: 3_600,
  });
  let lastError: { readonly message: string; readonly at: number } | undefined;
  boss.on("error", (error) => {
    lastError = { message: error.message, at: performance.now() };
    logger.error({ err: error }, "queue error");
  });
  boss.on("warning", ({ message, data }) => logger.warn({ data }, message));

  const nextId = createJobIds(clock);
  const workerIds = new Map<string, string[]>();
  const alarms = new Map<string, NodeJS.Timeout>();
  const running = new Map<string, StoredJob>();
  let state: "new" | "started" | "stopped" = "new";

  const wake = (name: string, afterSeconds: number): void => {
    if (state === "stopped") return;
    if (afterSeconds <= 0) {
      for (const id of workerIds.get(name) ?? []) boss.notifyWorker(id);
      return;
    }
    // One for each kind and quarter of a second, however many jobs fall due in it.
    const quarter = Math.ceil((performance.now() + WAKE_LATE_MS + afterSeconds * 1000) / 250);
    const key = `${name}:${quarter}`;
    if (alarms.has(key)) return;
    const alarm = setTimeout(
      () => {
        alarms.delete(key);
        wake(name, 0);
      },
      quarter * 250 - performance.now(),
    );
    alarm.unref();
    alarms.set(key, alarm);
  };

  const worker = createWorker({ boss, database, tables, clock, logger, immediateRetries, wake });

  const lookout = createLookout({ tables, logger, wake: (name) => wake(name, 0) });

  type Stored = Parameters<typeof worker.run>[1];

  const work = async (name: string, run: (job: Stored) => Promise<void>, batch = 1): Promise<void> => {
    const ids = workerIds.get(name) ?? [];
    workerIds.set(name, ids);
    let own = "";
    const runOne = async (job: Stored, isAlone: boolean): Promise<void> => {
      // Fetched as the process stopped, which nobody would tell it any more: for another.
      if (state === "stopped") return worker.handBack(job, new Error("the process stopped before it ran"), 0);
      running.set(job.id, job);
      try {
        await run(job);
        // Of several, each ends by itself: the next with its key need not wait for the slowest of them.
        if (!isAlone) await boss.complete(name, { id: job.id, retryCount: job.retryCount });
      } finally {
        running.delete(job.id);
        // Several jobs may have been announced while this one ran, and one announcement is remembered at most.
        if (isAlone) boss.notifyWorker(own);
        else wake(name, 0);
        idle.onActivity();
      }
    };
    own = await boss.work<object, void, typeof WORK_OPTIONS & { batchSize: number }>(
      name,
      { ...WORK_OPTIONS, batchSize: batch },
      async (jobs) => {
        const ended = await Promise.allSettled(jobs.map((job) => runOne(job, jobs.length === 1)));
        const broken = ended.find((one) => one.status === "rejected");
        if (broken !== undefined) throw broken.reason;
      },
    );
    ids.push(own);
  };

  return {
    start: async (kinds) => {
      if (state !== "new") throw new AppError("bug", "the queue was started before", { operation: "jobs.start" });
      const messages = kinds.filter(({ isMessage }) => isMessage === true);
      const outbox = createOutbox({ kinds: messages, logger, onSetAside: deps.onSetAside ?? (async () => undefined) });
      // Messages were jobs by their own names once, and a version that sends them so may run beside this one.
      const jobs = [
        ...kinds.map((kind) => (kind.isMessage === true ? { ...kind, concurrency: 1 } : kind)),
        ...(messages.length > 0 ? [outbox] : []),
      ];
      await startBoss(boss);
      await createQueues(boss, jobs, { immediateRetries, isAlone });
      // Whatever was running died with the process before this one.
      if (isAlone) {
        for (const job of await tables.listActive()) {
          await worker.fail(job, new Error("the process ended while it ran"), { delaySeconds: 0 });
        }
      }
      for (const job of jobs) {
        for (let count = 0; count < (job.concurrency ?? 1); count++) {
          await work(job.name, (stored) => worker.run(job, stored), job.batch);
        }
        await work(givenUpName(job.name), (stored) => worker.giveUp(job, stored));
      }
      state = "started";
      if (!isAlone) lookout.start([...workerIds.keys()]);
    },

    stop: async ({ graceMs }) => {
      if (state !== "started") return;
      state = "stopped";
      for (const alarm of alarms.values()) clearTimeout(alarm);
      const drained = Promise.all([
        lookout.stop(),
        ...[...workerIds.keys()].map((name) => boss.offWork(name, { wait: true })),
      ]);
      await within(drained, graceMs);
      for (const job of running.values()) {
        await worker.handBack(job, new Error("the process stopped while it ran"), 0);
      }
      await boss.stop({ graceful: false, close: false });
    },

    send: async (handle, job, payload, options = {}) => {
      checkPayload(job, payload);
      const { singletonKey, startAfter, id = nextId() } = options;
      const delaySeconds = startAfter === undefined ? 0 : (startAfter.getTime() - clock.now().getTime()) / 1000;
      const sent = await boss.send(job.name, payload, {
        db: fromKysely(handle.withoutPlugins()),
        ...(singletonKey === undefined ? {} : { singletonKey }),
        id,
        ...(delaySeconds > 0 ? { startAfter: delaySeconds } : {}),
      });
      if (delaySeconds > 0) wake(job.name, delaySeconds);
      return sent ?? undefined;
    },

    sendMessage: async (handle, message, { teamId, to }, payload, { waitingKey } = {}) => {
      checkPayload(message, payload);
      const body: Envelope = { kind: message.name, teamId, to, body: payload, waitingKey };
      const singletonKey = conversationKey({ teamId, to });
      const db = fromKysely(handle.withoutPlugins());
      if (waitingKey !== undefined && (await tables.isMessageWaiting(db, OUTBOX.name, singletonKey, body))) return;
      const sent = await boss.send(OUTBOX.name, body, {
        db,
        singletonKey,
        id: nextId(),
        ...retrySettings(message.retry, immediateRetries),
      });
      return sent ?? undefined;
    },

    isReady: () => state === "started",
    problem: () => {
      if (state !== "started") return "not started";
      const isFresh = lastError !== undefined && performance.now() - lastError.at < ERROR_SHOWN_MS;
      return isFresh ? lastError?.message : undefined;
    },
    whenIdle: idle.whenIdle,
    depth: tables.depth,
  };
};

const startBoss = async (boss: PgBoss): Promise<void> => {
  try {
    await boss.start();
  } catch (error) {
    // Of two processes that make the tables at the same moment one fails, and finds them the next time.
    if (!(error instanceof Error && "code" in error && error.code === UNIQUE_VIOLATION)) throw error;
    await boss.start();
  }
};

/** The connection as pg-boss wants it, telling of each statement that has ended. */
const watched = (connection: SqlConnection, onActivity: () => void) => ({
  listen: connection.listen,
  executeSql: async (text: string, values?: unknown[]) => {
    try {
      const { rows } = await connection.executeSql(text, values);
      return { rows: [...rows] };
    } finally {
      onActivity();
    }
  },
});

const within = async (work: Promise<unknown>, milliseconds: number): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
};
