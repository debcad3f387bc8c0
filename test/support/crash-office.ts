import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { createDriveEmulator, type DriveEmulatorOptions } from "../../src/emulators/koodrive/emulator.ts";
import { createSlackEmulator } from "../../src/emulators/slack/emulator.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createActor } from "./actor.ts";
import { type BotProcess, startBotProcess } from "./bot-process.ts";

const CARRIER = "lantern-mobile";

/** As `openOffice`, with the bot in a process of its own that can be killed and started again. */
export const openCrashOffice = async (
  edition: "enterprise" | "carrier",
  settings: Readonly<Record<string, string>> = {},
  {
    slackWaitsMs,
    ...driveOptions
  }: Pick<Partial<DriveEmulatorOptions>, "taskDuration"> & {
    /** For an answer; not given: as long as Slack does. */
    readonly slackWaitsMs?: number;
  } = {},
) => {
  const app = { appId: "crash-app", appSecret: randomBytes(12).toString("hex") };
  const signingSecret = randomBytes(16).toString("hex");
  const botToken = `xoxb-${randomBytes(12).toString("hex")}`;
  const folder = await mkdtemp(join(tmpdir(), "koodrive-crash-"));
  const drive = await createDriveEmulator({ ...driveOptions, edition, clock: systemClock, credentials: app });
  let bot: BotProcess | undefined;
  const slack = await createSlackEmulator({
    clock: systemClock,
    // Nobody listens at 9 while the bot is down.
    botUrl: () => `http://127.0.0.1:${bot?.port ?? 9}/slack/events`,
    signingSecret,
    botToken,
    ...(slackWaitsMs === undefined ? {} : { timeoutMs: slackWaitsMs }),
    manifest: parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8")),
  });
  const environment = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: slack.apiUrl,
    KOODRIVE_BASE_URL: drive.url,
    KOODRIVE_APP_ID: app.appId,
    KOODRIVE_APP_SECRET: app.appSecret,
    ...(edition === "carrier" ? { KOODRIVE_AGENT_NAME: CARRIER } : {}),
    DATA_DIR: folder,
    ...settings,
  };
  const start = async (): Promise<void> => {
    bot = await startBotProcess(environment);
  };
  await start();
  return {
    drive,
    slack,
    /** With it, another bot of the same installation can be started. */
    environment,
    bot: (): BotProcess => {
      if (bot === undefined) throw new Error("no bot was started");
      return bot;
    },
    start,
    person: (id: string) => createActor(slack, id),
    /** SIGKILL, and a new start. */
    crash: async (): Promise<void> => {
      await bot?.end("SIGKILL");
      drive.faults.clear();
      await start();
    },
    close: async (): Promise<void> => {
      await bot?.end("SIGKILL");
      await slack.close();
      await drive.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

export type CrashOffice = Awaited<ReturnType<typeof openCrashOffice>>;
