import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { recordAudit } from "../../src/store/audit.ts";
import { claimOnce } from "../../src/store/claims.ts";
import { insertExceptionRequest } from "../../src/store/exception-requests.ts";
import { erasePerson, FORGOTTEN, forgetTeam, KEPT, readPerson } from "../../src/store/leaving.ts";
import { insertIntent } from "../../src/store/share-intents.ts";
import { saveShare } from "../../src/store/shares.ts";
import { insertTask } from "../../src/store/tasks.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { anIntent, aShare, aTask, at, uuid } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

it("knows of every table what becomes of it", async () => {
  const { rows } = await sql<{ table_name: string }>`select table_name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely_%'`.execute(database.db);
  const names = rows.map((row) => Object.values(row)[0]);
  expect(names.toSorted()).toEqual([...FORGOTTEN, ...KEPT].toSorted());
});

const fill = async (teamId: string, userId: string, n: number): Promise<void> => {
  const { db } = database;
  await insertIntent(db, anIntent({ id: uuid(n), teamId, userId }), at(0));
  await saveShare(db, aShare({ teamId, ownerUserId: userId, shareId: `${n}` }), at(0));
  await insertTask(db, aTask({ id: uuid(n), teamId, userId }), at(0));
  const wish = { maxDays: 9, scopes: [], withoutCode: false, outside: false };
  await insertExceptionRequest(db, { id: uuid(n), teamId, userId, wish, reason: "why", expiresAt: at(9) }, at(0));
  await claimOnce(db, teamId, `key-${n}`, at(0));
  const entry = { act: "share.create", subject: {}, result: "created", reference: undefined, details: undefined };
  await recordAudit(db, { ...entry, teamId, userId, at: at(0) });
};
const tablesOf = async (teamId: string, userId: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const { table } of readPerson(database.db, { teamId, userId })) found.push(table);
  return found;
};
const ALL = ["shares", "share_intents", "tasks", "exception_requests", "audit"];
/** U2 is named in what others share. */
const ALL_AND_NAMED = [...ALL, "share_intents"];

it("tells all that is kept of one person, without secrets, and erases it, the log apart", async () => {
  await fill("T1", "U1", 1);
  await fill("T1", "U2", 2);
  expect(await tablesOf("T1", "U1")).toEqual(ALL);
  const lines: string[] = [];
  for await (const line of readPerson(database.db, { teamId: "T1", userId: "U1" })) lines.push(JSON.stringify(line));
  expect(lines.join()).not.toContain("1.sealed");
  const removed = await database.transaction((tx) => erasePerson(tx, { teamId: "T1", userId: "U1" }));
  expect(removed).toEqual({ shares: 1, share_intents: 1, tasks: 1, exception_requests: 1 });
  expect(await tablesOf("T1", "U1")).toEqual(["audit"]);
  expect(await tablesOf("T1", "U2")).toEqual(ALL_AND_NAMED);
});

it("forgets a workspace, and no other, once", async () => {
  await fill("T2", "U1", 3);
  expect(await database.transaction((tx) => forgetTeam(tx, "T2"))).toBe(5);
  expect(await database.transaction((tx) => forgetTeam(tx, "T2"))).toBe(0);
  expect(await tablesOf("T2", "U1")).toEqual(["audit"]);
  expect(await tablesOf("T1", "U2")).toEqual(ALL_AND_NAMED);
});
