import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { createDriveEmulator } from "../../src/emulators/koodrive/emulator.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { createSlackEmulator } from "../../src/emulators/slack/emulator.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createActor } from "../support/actor.ts";
import { type BotProcess, startBot } from "./bot-process.ts";
import { createFreshDatabase } from "./fresh-database.ts";
import type { Leftovers } from "./leftovers.ts";

export type BenchOffice = Awaited<ReturnType<typeof openBenchOffice>>;

/**
 * A drive and a workspace in this process, for a bot in another, so that only the bot's own time is measured. The
 * bot is on PostgreSQL where there is one, else on the embedded database.
 */
export const openBenchOffice = async (leftovers: Leftovers) => {
  const signingSecret = randomBytes(16).toString("hex");
  const botToken = `xoxb-${randomBytes(12).toString("hex")}`;
  const app = { appId: "bench-app", appSecret: randomBytes(12).toString("hex") };
  let bot: BotProcess | undefined;

  const drive = await createDriveEmulator({ edition: "enterprise", clock: systemClock, credentials: app });
  leftovers.defer(() => drive.close());
  const slack = await createSlackEmulator({
    clock: systemClock,
    botUrl: () => `${bot?.url ?? "http://127.0.0.1:9"}/slack/events`,
    signingSecret,
    botToken,
    manifest: parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8")),
    // A bot that is late on a busy machine is still measured.
    timeoutMs: 30_000,
  });
  leftovers.defer(() => slack.close());
  const database = await createFreshDatabase(leftovers);
  const environment = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    KOODRIVE_BASE_URL: drive.url,
    KOODRIVE_APP_ID: app.appId,
    KOODRIVE_APP_SECRET: app.appSecret,
    KOODRIVE_USER_ID: SEED.users.mei.id,
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
    ...(database.kind === "postgres" ? { DATABASE_URL: database.url } : {}),
  };
  return {
    drive,
    slack,
    database,
    signingSecret,
    botToken,
    driveKeys: app,
    databaseNote: database.kind === "postgres" ? "on PostgreSQL" : `on the embedded database: ${database.why}`,
    person: (id: string) => createActor(slack, id),
    /** May be called again after the bot has been stopped. */
    startBot: async (more: Readonly<Record<string, string>> = {}): Promise<BotProcess> => {
      bot = await startBot({ ...environment, ...more }, leftovers);
      return bot;
    },
  };
};
