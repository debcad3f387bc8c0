import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { createDriveEmulator } from "../../src/emulators/koodrive/emulator.ts";
import { SEED } from "../../src/emulators/koodrive/seed/known.ts";
import { signedHeaders } from "../../src/emulators/slack/signing.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { startBotProcess } from "../support/bot-process.ts";
import { fuzzClient } from "./client-calls.ts";
import { openDriveSide } from "./drive-side.ts";
import { RESPONSE_URL, type SlackBody, slackBody } from "./payloads.ts";
import { openSlackSide } from "./slack-side.ts";
import { PLANTED } from "./values.ts";

export type FuzzOptions = {
  readonly seed: number;
  /** Requests that come from Slack. */
  readonly requests: number;
  /** Calls of the drive client alone, besides those that the bot makes. */
  readonly driveCalls: number;
  /** Of an empty PostgreSQL; undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly onProgress?: (done: number) => void;
};

export type FuzzReport = {
  readonly requests: number;
  /** By status of the answer; 0: no answer. 404: nobody's; 500: bolt could not make sense of it. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly slackCalls: number;
  readonly driveBodies: number;
  readonly clientCalls: { readonly values: number; readonly refused: number };
  /** Megabytes resident, taken at even distances after the first fifth. */
  readonly memory: readonly number[];
  readonly violations: readonly string[];
};

const CHUNK = 500;
// Many: what nobody answers is turned away only after three seconds.
const AT_A_TIME = 40;
export const HEAP_MEGABYTES = 128;
const TOO_LONG = 2 ** 20;
// A busy machine may hold everything up for a while; what hangs for good is found all the same.
const PATIENCE_MS = 60_000;
const MEASUREMENTS = 40;

/** Sends the bot, in a process of its own, whatever may come, between a Slack and a drive that answer whatever they like. */
export const fuzz = async (options: FuzzOptions): Promise<FuzzReport> => {
  const { seed, requests, driveCalls, databaseUrl } = options;
  const keys = { secret: randomBytes(16).toString("hex"), token: `xoxb-${randomBytes(12).toString("hex")}` };
  const app = { appId: "fuzz-app", appSecret: randomBytes(12).toString("hex") };
  const folder = await mkdtemp(join(tmpdir(), "koodrive-fuzz-"));
  const drive = await createDriveEmulator({ edition: "enterprise", clock: systemClock, credentials: app });
  const [slackSide, driveSide] = [await openSlackSide(seed), await openDriveSide(drive.url, seed)];
  const bot = await startBotProcess({
    SLACK_BOT_TOKEN: keys.token,
    SLACK_SIGNING_SECRET: keys.secret,
    SLACK_API_URL: slackSide.url,
    KOODRIVE_BASE_URL: driveSide.url,
    KOODRIVE_APP_ID: app.appId,
    KOODRIVE_APP_SECRET: app.appSecret,
    KOODRIVE_USER_ID: SEED.users.mei.id,
    DATA_DIR: folder,
    LOG_LEVEL: "debug",
    // What leaks would not fit in this for long, and the process would end.
    NODE_OPTIONS: `--max-old-space-size=${HEAP_MEGABYTES} --max-semi-space-size=4`,
    ...(databaseUrl === undefined
      ? {}
      : { DATABASE_URL: databaseUrl, ENCRYPTION_KEY: randomBytes(32).toString("base64") }),
  });
  const url = `http://127.0.0.1:${bot.port}`;
  const statuses: Record<string, number> = {};
  const memory: number[] = [];
  const violations: string[] = [];
  let slowestMs = 0;

  const send = async ({ type, body: generated, kind }: SlackBody): Promise<void> => {
    const begun = performance.now();
    const body = generated
      .replaceAll(RESPONSE_URL, `${slackSide.url}answer`)
      .replaceAll(encodeURIComponent(RESPONSE_URL), encodeURIComponent(`${slackSide.url}answer`));
    const headers = { "content-type": type, ...signedHeaders(keys.secret, body, new Date()) };
    let why = "";
    const status = await fetch(`${url}/slack/events`, {
      method: "POST",
      body,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).then(
      async (response) => {
        await response.arrayBuffer();
        return response.status;
      },
      (error: unknown) => {
        why = String(error instanceof Error ? (error.cause ?? error) : error);
        return 0;
      },
    );
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    statuses[status] = (statuses[status] ?? 0) + 1;
    // What is too long may find the connection closed before it is all sent.
    if (status === 0 && body.length < TOO_LONG)
      violations.push(`no answer to a ${kind} (${why}): ${body.slice(0, 300)}`);
  };

  try {
    for (let done = 0; done < requests; done += CHUNK) {
      const numRuns = Math.min(CHUNK, requests - done);
      const bodies = fc.sample(slackBody, { seed: seed + done, numRuns }).values();
      const sendAll = async (): Promise<void> => {
        for (const one of bodies) await send(one);
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, sendAll));
      drive.requests.clear();
      if (!(await isAlive(url))) {
        return {
          requests: done + numRuns,
          statuses,
          slowestMs,
          slackCalls: slackSide.calls(),
          driveBodies: driveSide.calls(),
          clientCalls: { values: 0, refused: 0 },
          memory,
          violations: ["the bot is gone", ...judgeLog(bot.log, [])],
        };
      }
      const isMeasured =
        done >= requests / 5 && memory.length < ((done - requests / 5) / requests) * MEASUREMENTS * 1.25 + 1;
      if (isMeasured) memory.push(await residentMegabytes(url));
      options.onProgress?.(done + numRuns);
    }
    const lines: string[] = [];
    const client = await fuzzClient(
      { ...app, url: driveSide.url },
      { count: driveCalls, seed, log: (line) => void lines.push(line) },
    );
    violations.push(...client.violations.map((text) => `drive client: ${text}`));
    const ended = await bot.end("SIGTERM");
    if (ended.code !== 0) violations.push(`the bot ended with ${ended.code ?? ended.signal}`);
    violations.push(
      ...judgeLog([...bot.log, ...lines], [PLANTED.code, PLANTED.token, keys.token, keys.secret, app.appSecret]),
    );
    const { values, refused } = client;
    return {
      requests,
      statuses,
      slowestMs,
      slackCalls: slackSide.calls(),
      driveBodies: driveSide.calls(),
      clientCalls: { values, refused },
      memory,
      violations: [...new Set(violations)],
    };
  } finally {
    await bot.end("SIGKILL");
    await slackSide.close();
    await driveSide.close();
    await drive.close();
    await rm(folder, { recursive: true, force: true });
  }
};

const isAlive = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (response) => response.ok,
    () => false,
  );

const residentMegabytes = async (url: string): Promise<number> => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^koodrive_process_resident_memory_bytes ([\d.e+]+)$/m.exec(text)?.[1]) / 2 ** 20;
};

/** The same fault in the same place is told once. */
const briefly = (line: string): string => {
  const message = /"message":"((?:[^"\\]|\\.){0,160})/.exec(line)?.[1] ?? "";
  const places = [...line.matchAll(/at [^()]*\(?[^()\\]*\/(src\/[\w./-]+:\d+)/g)].map(([, place]) => place);
  return `${message} ${places.slice(0, 3).join(" < ")}`;
};

/** What must never stand in a log, and what stands there only when this program is at fault. */
const judgeLog = (lines: readonly string[], secrets: readonly string[]): readonly string[] =>
  lines.flatMap((line) => {
    const told = secrets
      .filter((secret) => line.includes(secret))
      .map((secret) => `secret ${secret} in the log: ${line.slice(0, 500)}`);
    const isFault =
      line.includes("a promise was left without an answer") ||
      /"err":\{"type":"(TypeError|RangeError|ReferenceError|SyntaxError|ZodError)"/.test(line);
    return isFault ? [...told, `a fault in the log: ${briefly(line)}`] : told;
  });
