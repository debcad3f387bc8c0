import { randomUUID } from "node:crypto";
import type { JobLogger } from "../../src/jobs/job.ts";
import { createQueue, type Queue, type QueueDeps } from "../../src/jobs/queue.ts";
import { systemClock } from "../../src/lib/clock.ts";
import type { Database } from "../../src/store/database.ts";

export type LogLine = { readonly level: "info" | "warn" | "error"; readonly message: string };

/** A logger that remembers what it was told. */
export const createRecordingLogger = (): JobLogger & { readonly lines: readonly LogLine[] } => {
  const lines: LogLine[] = [];
  return {
    lines,
    info: (_fields, message) => lines.push({ level: "info", message }),
    warn: (_fields, message) => lines.push({ level: "warn", message }),
    error: (_fields, message) => lines.push({ level: "error", message }),
  };
};

export type TestQueue = Queue & {
  readonly lines: readonly LogLine[];
  /** Queues with the same schema share their jobs. */
  readonly schema: string;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** A queue of one's own in a database that others may use too; retries come at once. */
export const createTestQueue = (database: Database, changes: Partial<QueueDeps> = {}): TestQueue => {
  const schema = changes.schema ?? `queue_${randomUUID().slice(0, 8)}`;
  const logger = createRecordingLogger();
  const queue = createQueue({ database, clock: systemClock, logger, immediateRetries: true, ...changes, schema });
  return {
    ...queue,
    lines: logger.lines,
    schema,
    [Symbol.asyncDispose]: () => queue.stop({ graceMs: 5_000 }),
  };
};
