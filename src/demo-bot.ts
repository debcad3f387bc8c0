import { z } from "zod";
import { createBot } from "./app.ts";
import { describeProblems, parseConfig } from "./config.ts";
import { createShiftedClock } from "./lib/clock.ts";
import { randomIds } from "./lib/ids.ts";
import { readOrMakeKey } from "./lib/key-file.ts";
import { createLogger } from "./lib/logger.ts";
import { createSecretBox } from "./lib/secrets.ts";
import { type Database, openDatabase } from "./store/database.ts";
import { store } from "./store/store.ts";

/** What the demo tells its bot: to live so much later than the machine's clock. */
const message = z.object({ advanceMs: z.number() });
/** Who is connected to which drive user when the demo begins. */
const links = z.array(
  z.object({ teamId: z.string(), userId: z.string(), driveUserId: z.string(), driveUserName: z.string() }),
);
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * The bot of the demo: `main.ts` with a clock that the demo can move. It is a process of its own,
 * so that it can be killed and started again while Slack and the drive go on.
 */
const run = async (): Promise<void> => {
  const read = parseConfig(process.env);
  if (read.kind === "problems") throw new Error(describeProblems(read.problems));
  const { config } = read;
  const clock = createShiftedClock();
  const logger = createLogger({ level: config.logLevel });
  const database = await openDatabase(config.database, logger);
  await connectPeople(database, clock.now());
  const secrets = createSecretBox(config.encryptionKey ?? (await readOrMakeKey(config.dataDir)));
  const bot = createBot({ config, database, secrets, clock, ids: randomIds, logger });

  process.on("message", (sent) => {
    const parsed = message.safeParse(sent);
    if (!parsed.success) return;
    clock.advance(parsed.data.advanceMs);
    // Whoever moves the clock on wants to see what falls due by it.
    if (isStarted) bot.tickNow().catch((err: unknown) => logger.warn({ err }, "what falls due could not be done yet"));
  });
  let isStarted = false;
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await bot.stop({ graceMs: 2_000 });
    await database.close();
    process.exit(0);
  };
  process.on("SIGTERM", () => void stop());
  // Ctrl+C reaches the whole group: the demo decides, and then says so.
  process.on("SIGINT", () => undefined);
  process.on("disconnect", () => void stop());

  const port = await bot.start();
  isStarted = true;
  process.send?.({ port });
};

const connectPeople = async (database: Database, now: Date): Promise<void> => {
  const checkDueAt = new Date(now.getTime() + DAY_MS);
  const proven = { reason: "email", approvedBy: null, shared: false } as const;
  for (const link of links.parse(JSON.parse(process.env["DEMO_LINKS"] ?? "[]"))) {
    await store.accounts.saveLink(database.db, { ...link, ...proven, linkedAt: now, checkDueAt });
  }
};

run().catch((error: unknown) => {
  createLogger({ level: "fatal" }).fatal({ err: error }, "the demo's bot could not start");
  process.exit(1);
});
