import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { AppError } from "../lib/errors.ts";
import { firstTables } from "./migrations/0001-first-tables.ts";
import { preferences } from "./migrations/0002-preferences.ts";
import { shareChanges } from "./migrations/0003-share-changes.ts";
import { accounts } from "./migrations/0004-accounts.ts";
import { driveSettings } from "./migrations/0005-drive-settings.ts";
import { linkSessions } from "./migrations/0006-link-sessions.ts";
import { reminders } from "./migrations/0007-reminders.ts";
import { policy } from "./migrations/0008-policy.ts";
import { pollBudget } from "./migrations/0009-poll-budget.ts";
import { postSlots } from "./migrations/0010-post-slots.ts";
import { auditOrigin } from "./migrations/0011-audit-origin.ts";

/** In order. A migration that has been released is never changed; add another. */
export const migrations: Readonly<Record<string, Migration>> = {
  "0001-first-tables": firstTables,
  "0002-preferences": preferences,
  "0003-share-changes": shareChanges,
  "0004-accounts": accounts,
  "0005-drive-settings": driveSettings,
  "0006-link-sessions": linkSessions,
  "0007-reminders": reminders,
  "0008-policy": policy,
  "0009-poll-budget": pollBudget,
  "0010-post-slots": postSlots,
  "0011-audit-origin": auditOrigin,
};

/** The names of all migrations of this version, in order. */
export const MIGRATION_NAMES: readonly string[] = Object.keys(migrations).sort();

const alreadyRun: Migration = { up: async () => undefined };

/**
 * Names that the database has run and this program does not know. They come from a newer version
 * that runs beside this one during an upgrade; this one must still be able to start.
 */
const migrationsFromNewerVersions = async (db: Kysely<unknown>): Promise<Record<string, Migration>> => {
  const table = await sql<{ present: boolean }>`select to_regclass('kysely_migration') is not null as present`.execute(
    db,
  );
  if (table.rows[0]?.present !== true) return {};
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return Object.fromEntries(
    rows.filter(({ name }) => migrations[name] === undefined).map(({ name }) => [name, alreadyRun]),
  );
};

/**
 * Brings the tables up to this version, all in one transaction and under an advisory lock, so that any number of
 * instances may start at once. Does nothing the second time.
 *
 * @param db without plugins, and without a statement time-out: it may have to wait for another instance
 * @returns the names of migrations of a newer version that the database has run, in order
 */
export const migrateToLatest = async (db: Kysely<unknown>): Promise<readonly string[]> => {
  // Asked before the migrator holds its connection: the embedded database has no second one.
  for (let newer = await migrationsFromNewerVersions(db); ; ) {
    const migrator = new Migrator({
      db,
      provider: { getMigrations: async () => ({ ...migrations, ...newer }) },
      // Versions side by side may have run theirs in another order than the names say.
      allowUnorderedMigrations: true,
    });
    const { error, results } = await migrator.migrateToLatest();
    if (error === undefined) return Object.keys(newer).sort();
    const asked = await migrationsFromNewerVersions(db);
    // A newer version has run its own between the question and the lock.
    const isOvertaken = Object.keys(asked).length > Object.keys(newer).length;
    newer = asked;
    if (isOvertaken) continue;
    const failed = results?.find(({ status }) => status === "Error")?.migrationName ?? "migrations";
    throw new AppError("unavailable", `the database could not be brought up to date: ${failed}`, {
      operation: "store.migrate",
      cause: error,
    });
  }
};
