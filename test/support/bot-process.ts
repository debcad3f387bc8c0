import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

type LogLine = { readonly msg: string; readonly port?: number; readonly [key: string]: unknown };

export type BotProcess = {
  readonly port: number;
  /** Waits for a line of the log, those already written included. */
  readonly seeLog: (wish: (line: LogLine) => boolean) => Promise<LogLine>;
  readonly log: readonly string[];
  readonly pid: number;
  /** Resolves when the process has ended, however that came. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Sends a signal; resolves with how the process ended. */
  readonly end: (
    signal: "SIGKILL" | "SIGTERM",
  ) => Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
};

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const living = new Set<ChildProcess>();
const killAll = (): void => {
  for (const child of living) child.kill("SIGKILL");
};
// Also when a start takes longer than a test may, and nobody holds the process yet.
process.once("exit", killAll);

/** Kills every process that was started here and lives; resolves when they have ended. */
export const killBotProcesses = async (): Promise<void> => {
  const ended = [...living].map((child) => once(child, "exit"));
  killAll();
  await Promise.all(ended);
};

/** How the program is started, and where. */
export type Program = { readonly folder: string; readonly args: readonly string[] };

const HERE: Program = { folder: ROOT, args: [MAIN] };

/** The bot in a process of its own, as `npm start` runs it; resolves once it is ready. */
export const startBotProcess = async (
  environment: Readonly<Record<string, string>>,
  program = HERE,
): Promise<BotProcess> => {
  const child = spawn(process.execPath, [...program.args], {
    cwd: program.folder,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], HOST: "127.0.0.1", PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  living.add(child);
  const exited = once(child, "exit").then(([code, signal]) => {
    living.delete(child);
    return { code, signal };
  });
  const log: string[] = [];
  const waiting = new Set<(line: LogLine) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (text) => {
      log.push(text);
      const line = read(text);
      if (line !== undefined) for (const look of waiting) look(line);
    });
  }
  const seeLog: BotProcess["seeLog"] = (wish) => {
    const before = log.map(read).find((line) => line !== undefined && wish(line));
    if (before !== undefined) return Promise.resolve(before);
    return new Promise((resolve, reject) => {
      const look = (line: LogLine): void => {
        if (!wish(line)) return;
        waiting.delete(look);
        resolve(line);
      };
      waiting.add(look);
      void exited.then(() => reject(new Error(`the bot ended:\n${log.join("\n")}`)));
    });
  };
  const { port } = await seeLog(({ msg }) => msg === "ready");
  return {
    port: port ?? 0,
    seeLog,
    log,
    pid: child.pid ?? 0,
    ended: exited,
    end: async (signal) => {
      if (!hasEnded(child)) child.kill(signal);
      return exited;
    },
  };
};

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

const read = (text: string): LogLine | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
