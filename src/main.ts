import { setTimeout } from "node:timers/promises";
import { createBot } from "./app.ts";
import { type Config, describeProblems, parseConfig } from "./config.ts";
import { systemClock } from "./lib/clock.ts";
import { AppError, isDatabaseAway } from "./lib/errors.ts";
import { randomIds } from "./lib/ids.ts";
import { readOrMakeKey } from "./lib/key-file.ts";
import { createLogger, type Logger } from "./lib/logger.ts";
import { createSecretBox } from "./lib/secrets.ts";
import { type Database, openDatabase } from "./store/database.ts";

// Orchestrators kill after 30 seconds; what does not end by itself within this is handed back to the queue.
const GRACE_MS = 15_000;
// Whatever still hangs then is left: what it was for is a row or a job.
const LONGEST_STOP_MS = 22_000;
// A database that is being started again is waited for; an address that is wrong is soon said to be.
const DATABASE_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

const openWhenThere = async (location: Config["database"], logger: Logger): Promise<Database> => {
  for (const pause of DATABASE_PAUSES_MS) {
    try {
      return await openDatabase(location, logger);
    } catch (error) {
      if (!isDatabaseAway(error instanceof AppError ? error.cause : error)) throw error;
      logger.warn({ err: error, waitMs: pause }, "the database cannot be reached; it is tried again");
      await setTimeout(pause);
    }
  }
  return openDatabase(location, logger);
};

const run = async (config: Config): Promise<void> => {
  const logger = createLogger({ level: config.logLevel });
  const key = config.encryptionKey ?? (await readOrMakeKey(config.dataDir));
  const database = await openWhenThere(config.database, logger);
  const secrets = createSecretBox(key);
  const bot = createBot({ config, database, secrets, clock: systemClock, ids: randomIds, logger });

  let stopping: Promise<void> | undefined;
  const stop = (signal: string): Promise<void> => {
    stopping ??= (async () => {
      logger.info({ signal }, "stopping");
      const work = bot
        .stop({ graceMs: GRACE_MS })
        .then(() => database.close())
        .then(() => "stopped");
      const late = setTimeout(LONGEST_STOP_MS, "stopped; not everything ended in time", { ref: false });
      // A database that is away takes nothing back: its jobs go to others when this process is missed.
      const how = await Promise.race([work, late]).catch((err: unknown) => {
        logger.warn({ err }, "could not stop in order");
        return "stopped";
      });
      logger.info({}, how);
    })();
    return stopping;
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => void stop(signal).then(() => process.exit(0)));
  }
  process.on("unhandledRejection", (err) => {
    logger.fatal({ err }, "a promise was left without an answer");
    void stop("unhandledRejection").then(() => process.exit(1));
  });
  await bot.start();
};

const read = parseConfig(process.env);
if (read.kind === "problems") {
  process.stderr.write(`${describeProblems(read.problems)}\n`);
  process.exit(2);
}
run(read.config).catch((error: unknown) => {
  createLogger({ level: "fatal" }).fatal({ err: error }, "could not start");
  process.exit(1);
});
