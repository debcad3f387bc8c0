import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PGlite, PGliteOptions } from "@electric-sql/pglite";
import { Kysely, PGliteDialect } from "kysely";
import { AppError } from "../lib/errors.ts";
import type { Connection } from "./database.ts";
import { migrateToLatest } from "./migrate.ts";

/** Opens the embedded database in a folder, which belongs to one process at a time. */
export const openEmbedded = async (dataDir: string): Promise<Connection> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const unlock = await lockFolder(join(dataDir, "postgres.lock"));
  try {
    return await open({ dataDir: join(dataDir, "postgres") }, unlock);
  } catch (error) {
    await unlock();
    throw error;
  }
};

/** Opens an embedded database that is gone when it is closed. */
export const openInMemory = async (image: Blob | undefined): Promise<Connection> =>
  open({ dataDir: "memory://", ...(image === undefined ? {} : { loadDataDir: image }) }, async () => undefined);

const open = async (options: PGliteOptions, onClosed: () => Promise<void>): Promise<Connection> => {
  // Loaded only when it is used: it takes some 200 MB.
  const { PGlite } = await import("@electric-sql/pglite");
  const pglite = await PGlite.create(options);
  const dialect = new PGliteDialect({ pglite });
  await migrateToLatest(new Kysely<unknown>({ dialect }));
  return {
    backend: "pglite",
    dialect,
    executeSql: (text, values) => executeSql(pglite, text, values),
    listen: async (channel, onNotification, onSubscribed) => {
      const unlisten = await pglite.listen(channel, onNotification);
      onSubscribed();
      return { close: async () => (pglite.closed ? undefined : unlisten()) };
    },
    close: onClosed,
  };
};

const executeSql = async (
  pglite: PGlite,
  text: string,
  values: readonly unknown[] = [],
): Promise<{ readonly rows: readonly unknown[] }> => {
  try {
    // Only `exec` takes several statements at once, and only `query` takes values.
    const results = values.length === 0 ? await pglite.exec(text) : [await pglite.query(text, [...values])];
    return { rows: results.flatMap(({ rows }): unknown[] => rows) };
  } catch (error) {
    // A failed `begin; …; commit;` leaves the one connection inside a dead transaction.
    await pglite.query("rollback").catch(() => undefined);
    throw error;
  }
};

/** Two processes in one folder would destroy it: PGlite does not look. */
const lockFolder = async (path: string): Promise<() => Promise<void>> => {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
  } catch (error) {
    if (!isExisting(error)) throw error;
    const owner = Number(await readFile(path, "utf8"));
    if (isRunning(owner)) {
      throw new AppError("conflict", `the data folder is in use by process ${owner}; only one bot can run in it`, {
        operation: "store.open",
        cause: error,
      });
    }
    await writeFile(path, String(process.pid));
  }
  return () => rm(path, { force: true });
};

const isExisting = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "EEXIST";

const isRunning = (pid: number): boolean => {
  // In a container a restarted bot has the process id of the one that died.
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
};
