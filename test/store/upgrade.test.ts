import { Kysely, PostgresDialect, sql } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { MIGRATION_NAMES, migrations } from "../../src/store/migrate.ts";
import { getIntent } from "../../src/store/share-intents.ts";
import { getShare } from "../../src/store/shares.ts";
import { getTask } from "../../src/store/tasks.ts";
import { createTestLocation, testBackend } from "../support/database.ts";

const ID = "00000000-0000-4000-8000-000000000001";

// As the very first version wrote them; later versions only add.
const FIRST_ROWS = [
  `insert into share_intents (id, team_id, user_id, drive_user_id, state, request, created_at, updated_at)
    values ('${ID}', 'T1', 'U1', 'D1', 'pending', '{"files": [], "comment": "old"}', now(), now())`,
  `insert into shares (team_id, share_id, owner_user_id, drive_user_id, short_code, files, has_code, status, created_at, updated_at)
    values ('T1', '77', 'U1', 'D1', 'abc', '[]', false, 'live', now(), now())`,
  `insert into cards (team_id, share_id, channel, ts, created_at) values ('T1', '77', 'C1', '1.1', now())`,
  `insert into tasks (id, team_id, user_id, drive_user_id, share_id, kind, container_id, file_count, file_ids, file_names,
    state, drive_task_id, created_at, updated_at, due_at)
    values ('${ID}', 'T1', 'U1', 'D1', '77', 'package', 'c', 1, '["f"]', '["f.txt"]', 'open', '88', now(), now(), now())`,
  `insert into audit (team_id, at, user_id, act, subject, result) values ('T1', now(), 'U1', 'share.create', '{}', 'asked')`,
] as const;

/** A database as the version with so many migrations left it, with rows of that time. */
const leaveAsOf = async (url: string, count: number): Promise<void> => {
  const db = new Kysely<unknown>({
    dialect: new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) }),
  });
  const known = Object.fromEntries(
    MIGRATION_NAMES.slice(0, count).flatMap((name) => {
      const migration = migrations[name];
      return migration === undefined ? [] : [[name, migration] as const];
    }),
  );
  const migrator = new Migrator({ db, provider: { getMigrations: async () => known } });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  for (const row of FIRST_ROWS) await sql.raw(row).execute(db);
  await db.destroy();
};

// What earlier versions left can be made anew on a server only: there a location can be opened in two ways.
describe.skipIf(testBackend !== "postgres")("a database of an earlier version", () => {
  it.each(MIGRATION_NAMES.map((name, index) => ({ name, count: index + 1 })))(
    "with tables up to $name keeps its rows, also when three new bots start on it at once",
    async ({ count }) => {
      const { location, drop } = await createTestLocation();
      if (location.kind !== "postgres") throw new Error("no server");
      await leaveAsOf(location.url, count);
      const bots = await Promise.all([openDatabase(location), openDatabase(location), openDatabase(location)]);
      const [{ db }] = bots;
      expect(await getIntent(db, ID)).toMatchObject({ state: "pending", request: { comment: "old" } });
      expect(await getShare(db, { teamId: "T1", shareId: "77" })).toMatchObject({ status: "live", shortCode: "abc" });
      expect(await getTask(db, ID)).toMatchObject({ state: "open", driveTaskId: "88", fileNames: ["f.txt"] });
      const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
      expect(rows.map(({ name }) => name)).toEqual(MIGRATION_NAMES);
      for (const bot of bots) await bot.close();
      await drop();
    },
    30_000,
  );

  it("is not the only kind: one of a newer version, with more columns and tables, is worked with, and said to be newer", async () => {
    const { location, drop } = await createTestLocation();
    if (location.kind !== "postgres") throw new Error("no server");
    await leaveAsOf(location.url, MIGRATION_NAMES.length);
    const newer = await openDatabase(location);
    await sql`alter table shares add column mood text`.execute(newer.db);
    await sql`alter table tasks add column weight integer not null default 1`.execute(newer.db);
    await sql`create table moods (name text primary key)`.execute(newer.db);
    await sql`insert into kysely_migration values ('9999-moods', '2030-01-01')`.execute(newer.db);
    const warnings: string[] = [];
    const older = await openDatabase(location, {
      warn: (fields, message) => warnings.push(`${message}: ${JSON.stringify(fields)}`),
    });
    expect(warnings).toEqual([
      'the database belongs to a newer version of this program: {"migrations":["9999-moods"]}',
    ]);
    expect(await getShare(older.db, { teamId: "T1", shareId: "77" })).toMatchObject({ status: "live" });
    expect(await getTask(older.db, ID)).toMatchObject({ state: "open" });
    await older.close();
    await newer.close();
    await drop();
  });
});
