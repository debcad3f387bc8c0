import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { type Bot, createBot } from "../../src/app.ts";
import type { Config } from "../../src/config.ts";
import { createDriveEmulator, type DriveEmulatorOptions } from "../../src/emulators/koodrive/emulator.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { createSlackEmulator } from "../../src/emulators/slack/emulator.ts";
import type { Seed } from "../../src/emulators/slack/seed.ts";
import { signedHeaders } from "../../src/emulators/slack/signing.ts";
import type { Timeouts } from "../../src/koodrive/connection.ts";
import { createShiftedClock, systemClock } from "../../src/lib/clock.ts";
import { randomIds } from "../../src/lib/ids.ts";
import { createLogger } from "../../src/lib/logger.ts";
import { createSecretBox } from "../../src/lib/secrets.ts";
import { saveLink } from "../../src/store/accounts.ts";
import { createActor } from "./actor.ts";
import { openTestDatabase } from "./database.ts";

export const TEAM = "T0LANTERN";
export const PEOPLE = {
  mei: "U0MEI00001",
  tom: "U0TOM00001",
  /** Administers the workspace. */
  ada: "U0ADA00001",
  yusuf: "U0YUSUF001",
  /** Of another company. */
  priya: "U0PRIYA001",
  /** Has left. */
  sofia: "U0SOFIA001",
} as const;
export const CHANNELS = {
  general: "C0GENERAL1",
  launch: "C0LAUNCH01",
  marketing: "C0MARKET01",
  finance: "C0FINANCE1",
  archived: "C0OLDPROJ1",
} as const;

export type OfficeOptions = Pick<Partial<DriveEmulatorOptions>, "edition" | "taskDuration" | "progress" | "seed"> & {
  readonly config?: (config: BotConfig) => BotConfig;
  readonly driveTimeouts?: Partial<Timeouts>;
  /** What is tried again is tried at once unless this is false. */
  readonly immediateRetries?: boolean;
  /** Who works there, where not those of the demo. */
  readonly slackSeed?: Seed;
  /** Slack counts calls as it really does, the bot keeps to its limits, and what it waits passes at once by the clock. */
  readonly rateLimits?: boolean;
  /** What falls due is done of itself as well, where somebody watches in real time; not given: by `later` alone. */
  readonly ticksOfItself?: boolean;
  /** So many bots on the one database, all doing at the same moment what falls due; Slack knows the first. */
  readonly bots?: number;
  /** Account linking on, with these people linked; not given: one drive user, Mei's, for everybody. */
  readonly links?: readonly (keyof typeof PEOPLE & keyof typeof SEED.users)[];
};

/** A token that the drive takes, whoever the call is for. */
export const READY_TOKEN = "ready-made-token-of-the-tests";

type BotConfig = Pick<Config, "slack" | "apiUrl" | "http" | "drive" | "adminUsers">;

/** The whole product as people meet it: the real bot between a drive and a workspace, on a database of its own. */
export const openOffice = async (options: OfficeOptions = {}) => {
  const clock = createShiftedClock();
  const edition = options.edition ?? "enterprise";
  const app = { appId: "test-app", appSecret: randomBytes(12).toString("hex") };
  const signingSecret = randomBytes(16).toString("hex");
  const botToken = `xoxb-${randomBytes(12).toString("hex")}`;
  const logLines: string[] = [];

  const drive = await createDriveEmulator({
    edition,
    clock,
    credentials: { ...app, tokens: [READY_TOKEN] },
    ...(edition === "carrier" ? { agentName: "lantern-mobile" } : {}),
    ...(options.taskDuration === undefined ? {} : { taskDuration: options.taskDuration }),
    ...(options.progress === undefined ? {} : { progress: options.progress }),
    seed: options.seed,
  });
  let port = 0;
  const slack = await createSlackEmulator({
    clock,
    signingClock: systemClock,
    botUrl: () => `http://127.0.0.1:${port}/slack/events`,
    signingSecret,
    botToken,
    ...(options.slackSeed === undefined ? {} : { seed: options.slackSeed }),
    manifest: parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8")),
    rateLimits: options.rateLimits ?? false,
  });
  const database = await openTestDatabase();
  let stillness: Promise<void> = Promise.resolve();
  const passTime = async (milliseconds: number): Promise<void> => {
    const until = clock.now().getTime() + milliseconds;
    await stillness;
    clock.advance(Math.max(0, until - clock.now().getTime()));
  };
  for (const key of options.links ?? []) {
    await saveLink(database.db, {
      teamId: TEAM,
      userId: PEOPLE[key],
      driveUserId: SEED.users[key].id,
      driveUserName: SEED.users[key].name,
      reason: "email",
      approvedBy: null,
      shared: false,
      linkedAt: clock.now(),
      checkDueAt: new Date(clock.now().getTime() + 24 * 60 * 60 * 1000),
    });
  }
  const config: BotConfig = {
    slack: { mode: "http", botToken, signingSecret },
    apiUrl: slack.apiUrl,
    http: { host: "127.0.0.1", port: 0 },
    drive: {
      baseUrl: drive.url,
      edition,
      agentName: edition === "carrier" ? "lantern-mobile" : undefined,
      credential: { kind: "app", ...app },
      singleUserId: options.links === undefined ? SEED.users.mei.id : undefined,
      callsPerSecond: 100,
    },
    adminUsers: [],
  };
  const logger = createLogger({ level: "debug", destination: { write: (line) => void logLines.push(line) } });
  const makeBot = (): Bot =>
    createBot({
      config: options.config === undefined ? config : options.config(config),
      database,
      secrets: createSecretBox(Buffer.alloc(32, 7)),
      clock,
      ids: randomIds,
      logger,
      immediateRetries: options.immediateRetries ?? true,
      ticksByHand: options.ticksOfItself !== true,
      driveTimeouts: options.driveTimeouts,
      passTime: options.rateLimits === true ? passTime : undefined,
    });
  let bot = makeBot();
  port = await bot.start();
  const others = Array.from({ length: (options.bots ?? 1) - 1 }, makeBot);
  await Promise.all(others.map((other) => other.start()));
  const all = (): readonly Bot[] => [bot, ...others];

  const office = {
    clock,
    drive,
    slack,
    get bot(): Bot {
      return bot;
    },
    /** As after a new start of the process: nothing is remembered but what is in the database. */
    restart: async (): Promise<void> => {
      await bot.stop({ graceMs: 1_000 });
      bot = makeBot();
      port = await bot.start();
    },
    /** A second bot on the same database; to be stopped by whoever asked for it. */
    addBot: async (): Promise<Bot> => {
      const other = makeBot();
      await other.start();
      return other;
    },
    /** Whoever waits for Slack's limits waits on until the function that this returns is called. */
    holdTime: (): (() => void) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      stillness = promise;
      return resolve;
    },
    database,
    logLines,
    /** What a drive client of one's own needs, to do something behind the bot's back. */
    driveSettings: { ...config.drive, clock },
    url: () => `http://127.0.0.1:${port}`,
    /** What must not be found anywhere but where it belongs. */
    keys: { appSecret: app.appSecret, signingSecret, botToken },
    /** A request of one's own making; signed as Slack signs, now, unless told otherwise. */
    post: async (
      body: string,
      signing: { readonly secret?: string; readonly at?: Date; readonly path?: string } = {},
    ): Promise<{ readonly status: number; readonly body: string }> => {
      const { secret = signingSecret, at = new Date(), path = "/slack/events" } = signing;
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method: "POST",
        body,
        headers: { "content-type": "application/x-www-form-urlencoded", ...signedHeaders(secret, body, at) },
      });
      return { status: response.status, body: await response.text() };
    },
    person: (id: string) => createActor(slack, id),
    /** So much later, with everything done that falls due on the way, and all jobs behind it. */
    later: async (milliseconds: number): Promise<void> => {
      clock.advance(milliseconds);
      await Promise.all(all().map((one) => one.tickNow()));
      // The jobs are the same for all; who sees first that none is left says so.
      await Promise.race(all().map((one) => one.whenIdle()));
    },
    close: async (): Promise<void> => {
      await Promise.all(all().map((one) => one.stop({ graceMs: 1_000 })));
      await slack.close();
      await drive.close();
      await database[Symbol.asyncDispose]();
    },
  };
  return office;
};

export type Office = Awaited<ReturnType<typeof openOffice>>;
