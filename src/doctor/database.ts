import { access, constants, mkdir, readFile, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { AppError } from "../lib/errors.ts";
import { readOrMakeKey } from "../lib/key-file.ts";
import { createSecretBox } from "../lib/secrets.ts";
import { inspectPostgres, type PostgresFacts } from "../store/inspect.ts";
import { type Finding, fix, look, ok } from "./finding.ts";

export type DatabaseLook = {
  readonly findings: readonly Finding[];
  /** A drive user that somebody is connected as, to try the drive with. */
  readonly connectedUserId: string | undefined;
};

const OLDEST = 130_000;
// What one bot may hold open: its pool, the queue's listener, and a migration.
const CONNECTIONS_OF_ONE_BOT = 12;
const SLOW_MS = 50;
const MIN_FREE_BYTES = 500 * 1024 * 1024;

const messageOf = (error: unknown): string => {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
};

/** Whether the database is there, fit and up to date, and the key opens what lies in it. Changes nothing in it. */
export const lookAtDatabase = async (config: Config): Promise<DatabaseLook> => {
  if (config.database.kind === "embedded") {
    return { findings: await lookAtFolder(config.database.dataDir, config), connectedUserId: undefined };
  }
  try {
    const facts = await inspectPostgres(config.database.url);
    return {
      findings: [...judgeServer(facts), judgeTables(facts), judgeKey(facts.sealed, config.encryptionKey)],
      connectedUserId: facts.connectedUserId,
    };
  } catch (error) {
    const toDo = "check DATABASE_URL, that the server runs, and that it lets this machine in";
    return { findings: [fix("Database", `no connection: ${messageOf(error)}`, toDo)], connectedUserId: undefined };
  }
};

const judgeServer = (facts: PostgresFacts): readonly Finding[] => {
  const about = "Database";
  const findings: Finding[] = [];
  if (facts.versionNumber < OLDEST) {
    findings.push(fix(about, `PostgreSQL ${facts.version} is too old`, "use PostgreSQL 13 or newer"));
  }
  if (facts.encoding !== "UTF8") {
    findings.push(
      fix(about, `its encoding is ${facts.encoding}`, "make the database with encoding UTF8: names are in any script"),
    );
  }
  if (facts.isReadOnly) findings.push(fix(about, "it can only be read", "point DATABASE_URL at the primary server"));
  if (!facts.mayCreate) {
    const toDo =
      "grant create on database and schema to the bot's role: it makes its own tables, and a schema for the queue";
    findings.push(fix(about, "its role may not make tables", toDo));
  }
  if (facts.maxConnections < 2 * CONNECTIONS_OF_ONE_BOT) {
    const says = `it takes ${facts.maxConnections} connections in all; a bot may use ${CONNECTIONS_OF_ONE_BOT}`;
    findings.push(look(about, says, "raise max_connections before you run several bots"));
  }
  if (facts.latencyMs > SLOW_MS) {
    const says = `${Math.round(facts.latencyMs)} ms for the simplest question`;
    findings.push(look(about, says, "put the bot nearer to its database: Slack waits 3 seconds for an answer"));
  }
  if (findings.length > 0) return findings;
  return [ok(about, `PostgreSQL ${facts.version}, answers in ${Math.max(1, Math.round(facts.latencyMs))} ms`)];
};

const judgeTables = ({ pending, newer }: PostgresFacts): Finding => {
  const about = "Tables";
  if (newer.length > 0) {
    return look(
      about,
      `a newer version has been at work: ${newer.join(", ")}`,
      "finish the upgrade: run that version everywhere",
    );
  }
  return ok(
    about,
    pending.length === 0 ? "up to date" : `${pending.length} steps behind; the bot brings them up to date at its start`,
  );
};

const judgeKey = (sealed: string | undefined, key: Buffer | undefined): Finding => {
  const about = "Encryption key";
  if (key === undefined || sealed === undefined) return ok(about, "fits in form; nothing lies sealed to try it on");
  try {
    createSecretBox(key).open(sealed);
    return ok(about, "opens what is sealed in the database");
  } catch {
    const toDo = "put the key back that the bot ran with: what it sealed cannot be opened without";
    return fix(about, "does not open what is sealed in the database", toDo);
  }
};

const lookAtFolder = async (folder: string, { dataDir, encryptionKey }: Config): Promise<readonly Finding[]> => {
  const about = "Database";
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK);
    if (encryptionKey === undefined) await readOrMakeKey(dataDir);
  } catch (error) {
    return [fix(about, `embedded, in ${folder}: ${messageOf(error)}`, keyAdvice(error))];
  }
  const { bavail, bsize } = await statfs(folder);
  const owner = await readFile(join(folder, "postgres.lock"), "utf8").catch(() => undefined);
  const use = owner === undefined ? "not in use" : `taken by process ${owner.trim()}`;
  const free = bavail * bsize;
  return [
    look(
      about,
      `embedded, in ${folder}; ${use}`,
      "for more than a trial set DATABASE_URL: one process only can use this one",
    ),
    ...(free < MIN_FREE_BYTES
      ? [
          fix(
            "Disk",
            `${Math.floor(free / 1024 / 1024)} MB free for ${folder}`,
            "make room: the database stops when the disk is full",
          ),
        ]
      : []),
  ];
};

const keyAdvice = (error: unknown): string =>
  error instanceof AppError ? "see what the message asks for" : "let the account that runs the bot write to DATA_DIR";
