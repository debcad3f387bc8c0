import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import pg from "pg";
import { type Database, type DatabaseLocation, openDatabase } from "../../src/store/database.ts";

/** The server that the tests use instead of the embedded database, if one was named. */
const serverUrl = process.env.TEST_DATABASE_URL;

export const testBackend: Database["backend"] = serverUrl === undefined ? "pglite" : "postgres";

export type TestDatabase = Database & {
  /** On PostgreSQL it can be opened there a second time. */
  readonly location: DatabaseLocation;
  /** Closes it and takes it away. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/**
 * A fresh database of one's own: the embedded one in memory, or, when `TEST_DATABASE_URL` names a PostgreSQL server, a
 * new database there, which is dropped in the end.
 */
export const openTestDatabase = async (): Promise<TestDatabase> => {
  const { location, drop } = await createTestLocation();
  const database = await openDatabase(location);
  return {
    ...database,
    location,
    [Symbol.asyncDispose]: async () => {
      await database.close();
      await drop();
    },
  };
};

export type TestLocation = { readonly location: DatabaseLocation; readonly drop: () => Promise<void> };

/** An empty place for a database, with no tables yet. */
export const createTestLocation = async (): Promise<TestLocation> => {
  if (serverUrl === undefined) {
    return { location: { kind: "memory", image: await emptyImage() }, drop: async () => undefined };
  }
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return {
    location: { kind: "postgres", url: url.href, maxConnections: 5 },
    drop: () => onServer(`drop database ${name} with (force)`),
  };
};

/** As `createTestLocation`, but what is in it outlives the closing, and the process. */
export const createLastingLocation = async (): Promise<TestLocation> => {
  if (serverUrl !== undefined) return createTestLocation();
  const dataDir = await mkdtemp(join(tmpdir(), "koodrive-test-"));
  const pglite = await PGlite.create({ dataDir: join(dataDir, "postgres"), loadDataDir: await emptyImage() });
  await pglite.close();
  return { location: { kind: "embedded", dataDir }, drop: () => rm(dataDir, { recursive: true, force: true }) };
};

const onServer = async (statement: string): Promise<void> => {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

const modules = new URL("../../node_modules/", import.meta.url);

/** A new embedded database takes some seconds to make: it is made once and kept beside the modules. */
const emptyImage = async (): Promise<Blob> => {
  const { version } = JSON.parse(await readFile(new URL("@electric-sql/pglite/package.json", modules), "utf8"));
  const folder = new URL(".cache/koodrive/", modules);
  const path = new URL(`pglite-${version}.tar`, folder);
  const kept = await readFile(path).catch(() => undefined);
  if (kept !== undefined) return new Blob([kept]);
  const pglite = await PGlite.create();
  const image = await pglite.dumpDataDir("none");
  await pglite.close();
  await mkdir(folder, { recursive: true });
  // Test files run side by side: each must find a whole file or none.
  const unfinished = new URL(`${randomUUID()}.tar`, folder);
  await writeFile(unfinished, image.stream());
  await rename(unfinished, path);
  return image;
};
