import { type ChildProcess, fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { z } from "zod";
import { type BotState, createControls } from "./demo-controls.ts";
import { createDriveEmulator } from "./emulators/koodrive/emulator.ts";
import { SEED } from "./emulators/koodrive/seed/known.ts";
import { createSlackEmulator } from "./emulators/slack/emulator.ts";
import { companySeed } from "./emulators/slack/seed.ts";
import { createShiftedClock } from "./lib/clock.ts";

/** Everything on this machine, with no account anywhere: a drive, a Slack workspace, and the bot between them. */

const PAGE_PORT = 4700;

/** Everybody is connected to the drive user with the same address, but Yusuf: through him connecting can be tried. */
const LINKS = companySeed.people.flatMap(({ id, email }) => {
  const user = Object.values(SEED.users).find((known) => known.email === email && known !== SEED.users.yusuf);
  return user === undefined
    ? []
    : [{ teamId: companySeed.team.id, userId: id, driveUserId: user.id, driveUserName: user.name }];
});

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Any name selects the carrier edition; the emulated drive knows this one.
const CARRIER = "lantern-mobile";

const USAGE = "npm run demo [-- --edition enterprise | carrier]\n";

/** Which edition of the drive is wanted; undefined: what was typed is not known. */
const readEdition = (): "enterprise" | "carrier" | undefined => {
  const { values } = parseArgs({ options: { edition: { type: "string", default: "enterprise" } }, strict: false });
  return values.edition === "enterprise" || values.edition === "carrier" ? values.edition : undefined;
};

const demo = async (): Promise<void> => {
  const edition = readEdition();
  if (edition === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  const carrier = edition === "carrier" ? { agentName: CARRIER } : {};
  const secret = (): string => randomBytes(24).toString("hex");
  const credentials = { appId: "demo-app", appSecret: secret() };
  const slackSecrets = { signingSecret: secret(), botToken: `xoxb-${secret()}` };
  const dataDir = await mkdtemp(join(tmpdir(), "koodrive-for-slack-"));
  const clock = createShiftedClock();

  const drive = await createDriveEmulator({ edition, clock, credentials, ...carrier });
  let isFirstStart = true;
  const bot = createBotProcess(() => ({
    SLACK_BOT_TOKEN: slackSecrets.botToken,
    SLACK_SIGNING_SECRET: slackSecrets.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    HOST: "127.0.0.1",
    PORT: "0",
    KOODRIVE_BASE_URL: drive.url,
    KOODRIVE_APP_ID: credentials.appId,
    KOODRIVE_APP_SECRET: credentials.appSecret,
    ...(edition === "carrier" ? { KOODRIVE_AGENT_NAME: CARRIER } : {}),
    DATA_DIR: dataDir,
    // Whoever disconnects in the demo stays so when the bot starts again.
    DEMO_LINKS: JSON.stringify(isFirstStart ? LINKS : []),
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "warn",
  }));
  let advancedMs = 0;
  const controls = createControls({
    drive,
    slack: () => slack,
    bot,
    advance: (milliseconds) => {
      advancedMs += milliseconds;
      clock.advance(milliseconds);
      bot.advance(milliseconds);
    },
  });
  bot.onStart(() => bot.advance(advancedMs));

  const startSlack = async (port: number) =>
    createSlackEmulator({
      port,
      clock,
      // Bolt judges the age of a request by the machine's clock.
      signingClock: { now: () => new Date() },
      botUrl: () => `http://127.0.0.1:${bot.port()}/slack/events`,
      ...slackSecrets,
      manifest: await readManifest(drive.url),
      extras: controls,
    });
  const slack = await startSlack(PAGE_PORT).catch((error: unknown) => {
    if (isPortTaken(error)) return startSlack(0);
    throw error;
  });
  await bot.start();
  isFirstStart = false;
  process.stdout.write(
    [
      "",
      "  KooDrive for Slack, on this machine only",
      "",
      `  Open    ${slack.url}`,
      "  Try     /koodrive share      in #launch-plan",
      `          /koodrive connect    as Yusuf; his drive user id is ${SEED.users.yusuf.id}, and Ada approves`,
      "  Stop    Ctrl+C",
      "",
      "",
    ].join("\n"),
  );

  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await bot.stop();
    await slack.close();
    await drive.close();
    await rm(dataDir, { recursive: true, force: true });
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop());
};

const manifestShape = z.looseObject({ features: z.looseObject({ unfurl_domains: z.array(z.string()) }) });

/** The app's manifest, with the emulated drive among the domains whose links become cards. */
const readManifest = async (driveUrl: string): Promise<unknown> => {
  const manifest = manifestShape.parse(parse(await readFile(here("../manifest.yml"), "utf8")));
  const { features } = manifest;
  const domains = [...features.unfurl_domains, new URL(driveUrl).hostname];
  return { ...manifest, features: { ...features, unfurl_domains: domains } };
};

const started = z.object({ port: z.number() });

/** The bot as a process that can be killed and started again. */
const createBotProcess = (environment: () => Readonly<Record<string, string>>) => {
  let child: ChildProcess | undefined;
  let port = 0;
  let isReady = false;
  let whenStarted: () => void = () => undefined;

  const ended = (process: ChildProcess): Promise<void> =>
    process.exitCode !== null || process.signalCode !== null
      ? Promise.resolve()
      : new Promise((resolve) => process.once("exit", () => resolve()));

  return {
    /** 9 (nobody listens there) while the bot is down. */
    port: () => (isReady ? port : 9),
    state: (): BotState => (isReady ? "running" : child === undefined ? "down" : "starting"),
    onStart: (listener: () => void) => {
      whenStarted = listener;
    },
    start: async (): Promise<void> => {
      if (child !== undefined) return;
      const begun = fork(here("./demo-bot.ts"), { env: { ...inherited(), ...environment() } });
      child = begun;
      begun.once("exit", () => {
        if (child !== begun) return;
        child = undefined;
        isReady = false;
      });
      port = await new Promise<number>((resolve, reject) => {
        begun.once("message", (sent) => resolve(started.parse(sent).port));
        begun.once("exit", () => reject(new Error("the bot ended before it was ready: see the lines above")));
      });
      isReady = true;
      whenStarted();
    },
    advance: (milliseconds: number): void => {
      child?.send({ advanceMs: milliseconds });
    },
    kill: async (): Promise<void> => {
      const killed = child;
      killed?.kill("SIGKILL");
      if (killed !== undefined) await ended(killed);
    },
    stop: async (): Promise<void> => {
      const stopped = child;
      stopped?.kill("SIGTERM");
      if (stopped !== undefined) await ended(stopped);
    },
  };
};

/** Only what a program needs to run: a `KOODRIVE_…` of this shell must not reach the demo's bot. */
const inherited = (): NodeJS.ProcessEnv => {
  const { PATH, HOME, TMPDIR, TEMP, TMP, SystemRoot } = process.env;
  return Object.fromEntries(
    Object.entries({ PATH, HOME, TMPDIR, TEMP, TMP, SystemRoot }).filter(([, value]) => value !== undefined),
  );
};

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EADDRINUSE";

demo().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
