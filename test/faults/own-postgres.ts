import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

export type OwnPostgres = {
  readonly url: string;
  /** Stops the server without warning anybody, as when its machine dies, and starts it again after so long. */
  readonly crash: (downMs: number) => Promise<void>;
  /** As an operator restarts it: sessions are ended, then it comes back. */
  readonly restart: (downMs: number) => Promise<void>;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Everything in it, as text. */
  readonly dump: () => Promise<string>;
  readonly remove: () => Promise<void>;
};

/** Where the server's programs are; undefined where PostgreSQL is not installed. */
const findPrograms = async (): Promise<string | undefined> => {
  const debian = "/usr/lib/postgresql";
  const versions = await readdir(debian).catch(() => []);
  const newest = versions.sort((one, other) => Number(other) - Number(one)).map((name) => join(debian, name, "bin"));
  const onPath = (process.env["PATH"] ?? "").split(":");
  return [...newest, ...onPath].find(
    (folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "pg_ctl")),
  );
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });

// The server refuses to run as root.
const asServer = (command: string, args: readonly string[]): readonly [string, readonly string[]] =>
  process.getuid?.() === 0 ? ["runuser", ["-u", "postgres", "--", command, ...args]] : [command, args];

const mayRun = (): Promise<boolean> =>
  process.getuid?.() !== 0
    ? Promise.resolve(true)
    : run("runuser", ["-u", "postgres", "--", "true"]).then(
        () => true,
        () => false,
      );

/** A PostgreSQL server of one's own, in a temporary folder; undefined where the programs are not installed. */
export const createOwnPostgres = async (): Promise<OwnPostgres | undefined> => {
  const programs = await findPrograms();
  if (programs === undefined || !(await mayRun())) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "koodrive-postgres-"));
  const data = join(folder, "data");
  const port = await freePort();
  const execute = async (program: string, ...args: readonly string[]): Promise<void> => {
    const [command, all] = asServer(join(programs, program), args);
    await run(command, [...all], { cwd: folder });
  };
  if (process.getuid?.() === 0) await run("chown", ["postgres", folder]);
  else await chmod(folder, 0o700);
  const url = `postgres://tester@127.0.0.1:${port}/postgres`;

  const answers = async (): Promise<boolean> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query("select 1");
      return true;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  const start = async (): Promise<void> => {
    // Losing data by a crash of the machine is not what is tested here; waiting for the disk is not either.
    const settings = [
      "-h",
      "127.0.0.1",
      "-p",
      String(port),
      "-k",
      folder,
      "-c",
      "fsync=off",
      "-c",
      "max_connections=200",
    ];
    const [command, args] = asServer(join(programs, "postgres"), ["-D", data, ...settings]);
    spawn(command, [...args], { cwd: folder, stdio: "ignore", detached: true }).unref();
    for (let tries = 0; tries < 200; tries++) {
      if (await answers()) return;
      await wait(100);
    }
    throw new Error("the PostgreSQL server of the tests did not start");
  };
  const stop = (mode: "immediate" | "fast"): Promise<void> =>
    execute("pg_ctl", "-D", data, "-m", mode, "-w", "-t", "30", "stop");
  const again = async (mode: "immediate" | "fast", downMs: number): Promise<void> => {
    await stop(mode);
    await wait(downMs);
    await start();
  };
  try {
    await execute("initdb", "-D", data, "-A", "trust", "-U", "tester", "--no-sync", "--locale=C.UTF-8", "-E", "UTF8");
    await start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url,
    crash: (downMs) => again("immediate", downMs),
    restart: (downMs) => again("fast", downMs),
    stop: () => stop("fast"),
    start,
    dump: async () => {
      const { stdout } = await run(join(programs, "pg_dump"), ["--data-only", "--inserts", url], {
        maxBuffer: 512 * 1024 * 1024,
      });
      return stdout;
    },
    remove: async () => {
      await stop("immediate").catch(() => undefined);
      await rm(folder, { recursive: true, force: true });
    },
  };
};
