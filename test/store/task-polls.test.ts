import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { type PollWrite, takeDueTasks, writePolls } from "../../src/store/task-polls.ts";
import { getTask, insertTask, markTaskOpen } from "../../src/store/tasks.ts";
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

/** An open task that falls due at `due` seconds. */
const open = async (n: number, due: number, userId = "U1"): Promise<void> => {
  await insertTask(database.db, aTask({ id: uuid(n), userId }), at(-100));
  await markTaskOpen(database.db, uuid(n), { driveTaskId: `d${n}`, dueAt: at(due), now: at(-100) });
};
const numbers = (tasks: readonly { readonly id: string }[]): readonly number[] =>
  tasks.map((task) => Number(task.id.slice(-6)));
const take = async (now: number, limit = 100, handle = database.db) =>
  takeDueTasks(handle, { now: at(now), limit, leaseMs: 30_000 });

describe("taking what is due", () => {
  it("leaves what is not due, or not open", async () => {
    await open(1, 10);
    await open(2, 11);
    await insertTask(database.db, aTask({ id: uuid(3) }), at(0));
    expect(numbers(await take(9))).toEqual([]);
    expect(numbers(await take(10))).toEqual([1]);
  });

  it("tells all that a look needs, and when it was due", async () => {
    await open(1, 10);
    const [task] = await take(12);
    const { fileIds, fileNames, failedFiles, ...stored } = (await getTask(database.db, uuid(1))) ?? fail();
    expect(task).toMatchObject({ ...stored, wasDueAt: at(10) });
    expect(task).toMatchObject({ driveTaskId: "d1", sealedToken: "1.token", dueAt: at(42), openedAt: at(-100) });
  });

  it("gives a task again only when its lease is over", async () => {
    await open(1, 0);
    expect(numbers(await take(0))).toEqual([1]);
    expect(numbers(await take(29))).toEqual([]);
    expect(numbers(await take(30))).toEqual([1]);
  });

  it("serves each person's first before anybody's second", async () => {
    for (let n = 1; n <= 50; n++) await open(n, n - 100, "hoarder");
    await open(51, 0, "U1");
    await open(52, -1, "U2");
    await open(53, 0, "U2");
    expect(numbers(await take(0, 5))).toEqual([1, 52, 51, 2, 53]);
    expect(numbers(await take(0, 3))).toEqual([3, 4, 5]);
  });

  it("never gives one task to two who take at the same time", async () => {
    for (let n = 1; n <= 60; n++) await open(n, 0, `U${n % 7}`);
    const other =
      database.location.kind === "postgres"
        ? await openDatabase(database.location)
        : { ...database, close: async () => undefined };
    const batches = [];
    for (let round = 0; round < 6; round++) {
      batches.push(...(await Promise.all([take(0, 7), take(0, 7, other.db), take(0, 7), take(0, 7, other.db)])));
    }
    await other.close();
    expect(batches.flatMap(numbers).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
  });
});

describe("writing looks", () => {
  const goesOn = { state: "open", dueAt: at(20) } as const;

  it("of many tasks at once, each its own", async () => {
    for (const n of [1, 2, 3]) await open(n, 0);
    const looks: readonly PollWrite[] = [
      { id: uuid(1), status: "running", progress: 40, next: goesOn },
      {
        id: uuid(2),
        status: "finished",
        result: "some",
        progress: 100,
        failedFiles: ["f2"],
        downloadSealed: "1.link",
        next: { state: "done" },
      },
      { id: uuid(3), failure: refusal, next: { state: "lost" } },
    ];
    expect(await writePolls(database.db, looks, at(10))).toEqual([uuid(2), uuid(3)]);
    const common = { polls: 1, updatedAt: at(10) };
    expect(await getTask(database.db, uuid(1))).toMatchObject({
      ...common,
      state: "open",
      status: "running",
      progress: 40,
      dueAt: at(20),
      sealedToken: "1.token",
      lastProgressAt: at(10),
      endedAt: null,
      noticeState: null,
      noticeAt: null,
    });
    expect(await getTask(database.db, uuid(2))).toMatchObject({
      ...common,
      state: "done",
      status: "finished",
      result: "some",
      progress: 100,
      failedFiles: ["f2"],
      downloadSealed: "1.link",
      dueAt: null,
      sealedToken: null,
      endedAt: at(10),
      noticeState: "due",
      noticeAt: at(10),
    });
    expect(await getTask(database.db, uuid(3))).toMatchObject({
      ...common,
      state: "lost",
      status: "waiting",
      failure: refusal,
      dueAt: null,
      sealedToken: null,
      endedAt: at(10),
      noticeState: "due",
    });
  });

  it("keeps what a look did not bring, and when something last moved", async () => {
    await open(1, 0);
    await writePolls(database.db, [{ id: uuid(1), status: "running", progress: 40, next: goesOn }], at(10));
    await writePolls(database.db, [{ id: uuid(1), failure: refusal, next: goesOn }], at(20));
    expect(await getTask(database.db, uuid(1))).toMatchObject({
      status: "running",
      progress: 40,
      failure: refusal,
      lastProgressAt: at(10),
      polls: 2,
    });
    await writePolls(database.db, [{ id: uuid(1), status: "running", progress: 40, next: goesOn }], at(30));
    expect(await getTask(database.db, uuid(1))).toMatchObject({ failure: null, lastProgressAt: at(10) });
    await writePolls(database.db, [{ id: uuid(1), status: "running", progress: 41, next: goesOn }], at(40));
    expect(await getTask(database.db, uuid(1))).toMatchObject({ lastProgressAt: at(40) });
  });

  it("leaves tasks alone that have ended, and does nothing without looks", async () => {
    await open(1, 0);
    const end: PollWrite = { id: uuid(1), status: "finished", result: "all", next: { state: "done" } };
    expect(await writePolls(database.db, [end], at(10))).toEqual([uuid(1)]);
    expect(await writePolls(database.db, [end], at(11))).toEqual([]);
    expect(await writePolls(database.db, [{ id: uuid(1), status: "running", next: goesOn }], at(12))).toEqual([]);
    expect(await writePolls(database.db, [], at(13))).toEqual([]);
    expect(await getTask(database.db, uuid(1))).toMatchObject({ state: "done", status: "finished", endedAt: at(10) });
  });
});

const fail = (): never => {
  throw new Error("the task is gone");
};
