import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type AuditEntry, listAudit, purgeAudit, recordAudit } from "../../src/store/audit.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { at } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  teamId: "T1",
  at: at(0),
  userId: "U1",
  act: "share.create",
  subject: { shareId: "9007199254740993", files: ["报告.pdf"] },
  result: "created",
  reference: "trace-1",
  details: { validDays: 7, nested: { snake_case: true } },
  ...changes,
});

it("tells what was recorded, newest first", async () => {
  await recordAudit(database.db, entry());
  await recordAudit(database.db, entry({ at: at(1), userId: "U2", details: undefined, reference: undefined }));
  await recordAudit(database.db, entry({ teamId: "T2" }));
  const all = await listAudit(database.db, { teamId: "T1", limit: 10, offset: 0 });
  expect(all).toEqual([
    { id: 2, ...entry({ at: at(1), userId: "U2", details: undefined, reference: undefined }) },
    { id: 1, ...entry() },
  ]);
  const mine = await listAudit(database.db, { teamId: "T1", userId: "U1", limit: 10, offset: 0 });
  expect(mine).toEqual(all.slice(1));
});

it.each([
  ["update", sql`update audit set result = 'nothing happened'`],
  ["delete", sql`delete from audit`],
  ["truncate", sql`truncate audit`],
])("cannot be changed by %s", async (_verb, statement) => {
  await recordAudit(database.db, entry({ teamId: "T3" }));
  await expect(statement.execute(database.db)).rejects.toThrow("the audit log is insert only");
  expect(await listAudit(database.db, { teamId: "T3", limit: 10, offset: 0 })).not.toEqual([]);
});

it("is shortened by the retention alone, and protected again at once", async () => {
  await recordAudit(database.db, entry({ teamId: "T4", at: at(-100) }));
  await recordAudit(database.db, entry({ teamId: "T4", at: at(-10) }));
  await database.transaction(async (tx) => {
    expect(await purgeAudit(tx, at(-50))).toBe(1);
    await sql`savepoint before`.execute(tx);
    await expect(tx.deleteFrom("audit").execute()).rejects.toThrow("the audit log is insert only");
    await sql`rollback to savepoint before`.execute(tx);
  });
  await expect(database.db.deleteFrom("audit").execute()).rejects.toThrow("the audit log is insert only");
  const left = await listAudit(database.db, { teamId: "T4", limit: 10, offset: 0 });
  expect(left.map((found) => found.at)).toEqual([at(-10)]);
});
