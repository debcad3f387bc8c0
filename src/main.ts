import { createBot } from "./app.ts";
import { type Config, describeProblems, parseConfig } from "./config.ts";
import { systemClock } from "./lib/clock.ts";
import { randomIds } from "./lib/ids.ts";
import { readOrMakeKey } from "./lib/key-file.ts";
import { createLogger } from "./lib/logger.ts";
import { createSecretBox } from "./lib/secrets.ts";
import { openDatabase } from "./store/database.ts";

// Orchestrators kill after 30 seconds; what does not end by itself within this is handed back to the queue.
const GRACE_MS = 15_000;

const run = async (config: Config): Promise<void> => {
  const logger = createLogger({ level: config.logLevel });
  const key = config.encryptionKey ?? (await readOrMakeKey(config.dataDir));
  const database = await openDatabase(config.database, logger);
  const secrets = createSecretBox(key);
  const bot = createBot({ config, database, secrets, clock: systemClock, ids: randomIds, logger });

  let stopping: Promise<void> | undefined;
  const stop = (signal: string): Promise<void> => {
    stopping ??= (async () => {
      logger.info({ signal }, "stopping");
      await bot.stop({ graceMs: GRACE_MS });
      await database.close();
      logger.info({}, "stopped");
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
