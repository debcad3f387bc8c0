import type { JobLogger } from "./job.ts";
import type { QueueTables } from "./queue-tables.ts";

export type LookoutDeps = {
  readonly tables: Pick<QueueTables, "takeOrphans">;
  readonly logger: JobLogger;
  /** Looks for jobs of that name once more. */
  readonly wake: (name: string) => void;
};

// One short statement for each bot; the time that a dead bot's jobs wait for one of the living.
const LOOK_EVERY_MS = 2_000;

/**
 * Looks for jobs that nobody will announce: those of a process that died, and those whose time came that only it would
 * have remembered. To be started once.
 */
export const createLookout = ({ tables, logger, wake }: LookoutDeps) => {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  let last: Promise<void> = Promise.resolve();

  const look = async (names: readonly string[]): Promise<void> => {
    try {
      for (const name of await tables.takeOrphans(names, LOOK_EVERY_MS)) wake(name);
    } catch (error) {
      logger.warn({ err: error }, "jobs of others could not be looked for; it will be tried again");
    }
    schedule(names);
  };

  const schedule = (names: readonly string[]): void => {
    if (isOver) return;
    timer = setTimeout(() => {
      last = look(names);
    }, LOOK_EVERY_MS);
    timer.unref();
  };

  return {
    start: schedule,
    stop: async (): Promise<void> => {
      isOver = true;
      clearTimeout(timer);
      await last;
    },
  };
};
