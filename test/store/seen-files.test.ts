import { afterAll, beforeAll, expect, it } from "vitest";
import { findSeenFiles, purgeSeenFiles, rememberFiles, type SeenFile } from "../../src/store/seen-files.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { at } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const file = (fileId: string, changes: Partial<SeenFile> = {}): SeenFile => ({
  fileId,
  containerId: "c1",
  name: `${fileId}.pdf`,
  kind: "document",
  size: 2 ** 45,
  path: ["Projects", "2026 计划"],
  ...changes,
});
const folder = file("folder", { kind: "folder", size: undefined, path: undefined });

it("tells of files in the order asked", async () => {
  const viewer = { teamId: "T1", driveUserId: "d1" };
  await rememberFiles(database.db, viewer, [file("a"), folder, file("b")], at(0));
  expect(await findSeenFiles(database.db, viewer, ["b", "never", "folder", "a"])).toEqual([
    file("b"),
    folder,
    file("a"),
  ]);
  expect(await findSeenFiles(database.db, viewer, [])).toEqual([]);
  expect(await findSeenFiles(database.db, { ...viewer, driveUserId: "d2" }, ["a"])).toEqual([]);
  expect(await findSeenFiles(database.db, { ...viewer, teamId: "T2" }, ["a"])).toEqual([]);
});

it("takes the newest of what it is told, within one call too", async () => {
  const viewer = { teamId: "T3", driveUserId: "d1" };
  await rememberFiles(database.db, viewer, [], at(0));
  await rememberFiles(database.db, viewer, [file("a"), file("a", { name: "b\0", path: [] })], at(0));
  expect(await findSeenFiles(database.db, viewer, ["a"])).toEqual([file("a", { name: "b\uFFFD", path: [] })]);
  await rememberFiles(database.db, viewer, [file("a", { size: 0 })], at(1));
  expect(await findSeenFiles(database.db, viewer, ["a"])).toEqual([file("a", { size: 0 })]);
});

it("forgets what was not seen for long", async () => {
  const viewer = { teamId: "T4", driveUserId: "d1" };
  await rememberFiles(database.db, viewer, [file("old"), file("again")], at(-100));
  await rememberFiles(database.db, viewer, [file("again")], at(-10));
  expect(await purgeSeenFiles(database.db, at(-50))).toBe(1);
  expect(await findSeenFiles(database.db, viewer, ["old", "again"])).toEqual([file("again")]);
});
