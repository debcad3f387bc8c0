import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Leftovers } from "./leftovers.ts";

export type BotProcess = {
  readonly url: string;
  /** From the start of the process to the first 200 of `/readyz`, in milliseconds. */
  readonly readyMs: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
};

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const READY_WITHIN_MS = 60_000;
const POLL_MS = 5;

/**
 * The bot as `npm start` runs it, in a process of its own, with its log in a file.
 *
 * @param environment beside the address to listen on
 */
export const startBot = async (
  environment: Readonly<Record<string, string>>,
  leftovers: Leftovers,
): Promise<BotProcess> => {
  // Here lies no `.env` that could change the settings.
  const folder = await mkdtemp(join(tmpdir(), "koodrive-bench-"));
  leftovers.defer(() => rm(folder, { recursive: true, force: true }));
  const port = await findFreePort();
  const logPath = join(folder, "bot.log");
  const log = await open(logPath, "w");
  const startedAt = performance.now();
  const child = spawn(process.execPath, [...(await startOptions()), MAIN], {
    cwd: folder,
    env: { ...inherited(), DATA_DIR: folder, ...environment, HOST: "127.0.0.1", PORT: String(port) },
    stdio: ["ignore", log.fd, log.fd],
  });
  leftovers.defer(() => end(child));
  await log.close();
  const url = `http://127.0.0.1:${port}`;
  while ((await statusOf(`${url}/readyz`)) !== 200) {
    if (child.exitCode !== null || performance.now() - startedAt > READY_WITHIN_MS) {
      throw new Error(`the bot did not get ready:\n${await readFile(logPath, "utf8")}`);
    }
    await wait(POLL_MS);
  }
  return {
    url,
    readyMs: performance.now() - startedAt,
    pid: child.pid ?? 0,
    stop: () => end(child),
  };
};

/** The options that `npm start` gives to Node. */
export const startOptions = async (): Promise<readonly string[]> => {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  const script: unknown = JSON.parse(text).scripts.start;
  const options = /^node (.*)\bsrc\/main\.ts$/.exec(String(script))?.[1];
  if (options === undefined) throw new Error(`cannot read the start script: ${String(script)}`);
  // The bot runs in another folder than npm's.
  const ownFolder = fileURLToPath(new URL("../../", import.meta.url));
  return options
    .split(" ")
    .filter((option) => option !== "")
    .map((option) => (option.startsWith("./") ? join(ownFolder, option) : option));
};

/** Only what a program needs to run: a `KOODRIVE_…` of this shell must not reach the bot. */
const inherited = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ["PATH", "HOME", "TMPDIR", "NODE_COMPILE_CACHE"].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

const statusOf = (url: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).once("error", () => resolve(undefined));
  });

const STOP_WITHIN_MS = 10_000;

/** Asks the process to stop, and makes it. Does nothing when it has ended. */
export const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_WITHIN_MS);
  await exited;
  clearTimeout(timer);
};
