import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  claimEdit,
  claimNotice,
  listUnfinishedNotices,
  markNoticeSent,
  releaseNotice,
  setTaskMessage,
} from "../../src/store/task-messages.ts";
import { getTask, insertTask, markTaskRefused } from "../../src/store/tasks.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { aTask, at, refusal, uuid } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.db.deleteFrom("tasks").execute();
});
afterAll(() => database[Symbol.asyncDispose]());

const id = uuid(1);

describe("edits of the progress message", () => {
  const edit = async (seconds: number, shown: string) =>
    claimEdit(database.db, id, { now: at(seconds), minGapMs: 3_000, shown });

  it("come at most every so often, and only when there is something to show", async () => {
    await insertTask(database.db, aTask(), at(0));
    await setTaskMessage(database.db, id, { channel: "D1", ts: "1.0", shown: "0" }, at(0));
    expect(await getTask(database.db, id)).toMatchObject({ messageChannel: "D1", messageTs: "1.0", shown: "0" });
    expect(await edit(2, "10")).toBe(false);
    expect(await edit(3, "0")).toBe(false);
    expect(await edit(3, "10")).toBe(true);
    expect(await edit(5, "20")).toBe(false);
    expect(await edit(6, "20")).toBe(true);
    expect(await getTask(database.db, id)).toMatchObject({ shown: "20", editedAt: at(6) });
  });

  it("are made by one of many at the same time", async () => {
    await insertTask(database.db, aTask(), at(0));
    const edits = await Promise.all(Array.from({ length: 10 }, () => edit(1, "10")));
    expect(edits.filter((claimed) => claimed)).toHaveLength(1);
  });
});

describe("the notice", () => {
  const claim = async (seconds: number) => claimNotice(database.db, id, { now: at(seconds), retakeAfterMs: 60_000 });
  beforeEach(async () => {
    await insertTask(database.db, aTask(), at(0));
  });

  it("is not due before the task has ended", async () => {
    expect(await claim(1)).toBeUndefined();
  });

  it("is claimed by one of many at the same time, and sent once", async () => {
    await markTaskRefused(database.db, id, refusal, at(1));
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim(2)));
    expect(claims.filter((claimed) => claimed !== undefined)).toEqual(["first"]);
    expect(await markNoticeSent(database.db, id, at(3))).toBe(true);
    expect(await markNoticeSent(database.db, id, at(3))).toBe(false);
    expect(await claim(1_000)).toBeUndefined();
  });

  it("is taken up again, as such, when its sender is gone", async () => {
    await markTaskRefused(database.db, id, refusal, at(1));
    await claim(2);
    expect(await claim(61)).toBeUndefined();
    const claims = await Promise.all([claim(62), claim(62)]);
    expect(claims.filter((claimed) => claimed !== undefined)).toEqual(["again"]);
  });

  it("is due again after it certainly was not sent", async () => {
    await markTaskRefused(database.db, id, refusal, at(1));
    expect(await releaseNotice(database.db, id, at(1))).toBe(false);
    await claim(2);
    expect(await releaseNotice(database.db, id, at(3))).toBe(true);
    expect(await claim(3)).toBe("first");
  });

  it("is listed until it is sent, the oldest first", async () => {
    for (const n of [2, 3, 4]) await insertTask(database.db, aTask({ id: uuid(n) }), at(0));
    for (const n of [4, 2, 1]) await markTaskRefused(database.db, uuid(n), refusal, at(10 - n));
    const listed = async (before: number) =>
      (await listUnfinishedNotices(database.db, { before: at(before) })).map((task) => task.id);
    expect(await listed(100)).toEqual([uuid(4), uuid(2), uuid(1)]);
    expect(await listed(8)).toEqual([uuid(4), uuid(2)]);
    await claim(20);
    expect(await listed(100)).toEqual([uuid(4), uuid(2), uuid(1)]);
    await markNoticeSent(database.db, id, at(21));
    expect(await listed(100)).toEqual([uuid(4), uuid(2)]);
  });
});
