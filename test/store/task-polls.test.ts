import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { hastenPolls, measurePollDemand } from "../../src/store/poll-budget.ts";
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
  await markTaskOpen(database.db, uuid(n), { driveTaskId: `d${n}`, stepMs: (due + 100) * 1_000, now: at(-100) });
};
const numbers = (tasks: readonly { readonly id: string }[]): readonly number[] =>
  tasks.map((task) => Number(task.id.slice(-6)));
const take = async (now: number, limit = 100, handle = database.db) =>
  takeDueTasks(handle, { now: at(now), limit, leaseMs: 30_000, perSecond: 1_000 });

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

describe("the budget of looks", () => {
  const takeWithin = (perSecond: number, now: number, limit = 100) =>
    takeDueTasks(database.db, { now: at(now), limit, leaseMs: 30_000, perSecond });

  it("is so many a second for all instances together, and no more after a pause", async () => {
    for (let n = 1; n <= 60; n++) await open(n, 0, `U${n}`);
    expect(await takeWithin(10, 100)).toHaveLength(10);
    const soon = await Promise.all([takeWithin(10, 101), takeWithin(10, 101), takeWithin(10, 101)]);
    expect(soon.flat()).toHaveLength(10);
    expect(await takeWithin(10, 101)).toEqual([]);
    expect(await takeWithin(10, 200, 4)).toHaveLength(4);
    expect(await takeWithin(10, 200)).toHaveLength(6);
  });

  it("is not spent on nothing, and goes on after a clock that was far ahead", async () => {
    await takeWithin(10, 4_000_000);
    for (let n = 1; n <= 60; n++) await open(n, 0, `U${n}`);
    expect(await takeWithin(10, 4_000_000)).toHaveLength(10);
    expect(await takeWithin(10, 300)).toEqual([]);
    expect(await takeWithin(10, 301)).toHaveLength(10);
    expect(await takeWithin(10, 300)).toEqual([]);
  });

  it("goes first to those who have had least, whoever has waited longest", async () => {
    for (let n = 1; n <= 50; n++) await open(n, -50, "hoarder");
    for (let n = 51; n <= 54; n++) await open(n, 0, `U${n}`);
    expect(numbers(await takeWithin(5, 500)).toSorted((a, b) => a - b)).toEqual([1, 51, 52, 53, 54]);
  });

  it("is asked for by steps, of each person", async () => {
    await open(1, -99.5);
    await open(2, -98);
    await open(3, -90, "U2");
    const asks = (await takeWithin(100, 600)).map(({ userId, personAsks }) => [userId, personAsks]);
    expect(new Map(asks as [string, number][])).toEqual(
      new Map([
        ["U1", 2.5],
        ["U2", 0.1],
      ]),
    );
  });

  it.each([
    ["nobody asks", [], 10, 0, undefined],
    ["all get what they ask for", [1, 2, 3], 10, 6, undefined],
    ["all ask for the same", [4, 4, 4, 4], 8, 16, 2],
    ["one asks for nearly all", [0.5, 0.5, 1, 80], 8, 82, 6],
    ["two ask for more than a part", [1, 20, 40], 11, 61, 5],
  ] as const)("is shared out by person: %s", async (_name, asked, perSecond, total, evenShare) => {
    let n = 0;
    for (const [person, looks] of asked.entries()) {
      // Steps of 500 ms: two looks a second a task.
      for (let left: number = looks; left > 0; left -= 2) await open(++n, -100 + 1 / Math.min(2, left), `U${person}`);
    }
    const demand = await measurePollDemand(database.db, perSecond);
    expect(demand.total).toBeCloseTo(total);
    if (evenShare === undefined) expect(demand.evenShare).toBeUndefined();
    else expect(demand.evenShare).toBeCloseTo(evenShare);
  });
});

it("brings forward what was planned for long after", async () => {
  for (const [n, due] of [
    [1, 60],
    [2, 3_600],
    [3, 7_200],
  ] as const)
    await open(n, due);
  await writePolls(
    database.db,
    [{ id: uuid(3), failure: refusal, next: { state: "open", dueAt: at(7_200), stepMs: 1 } }],
    at(0),
  );
  expect(await hastenPolls(database.db, { now: at(0), withinMs: 120_000 })).toBe(1);
  expect(numbers(await take(120)).toSorted((a, b) => a - b)).toEqual([1, 2]);
});

describe("writing looks", () => {
  const goesOn = { state: "open", dueAt: at(20), stepMs: 5_000 } as const;

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

  it("does not go back with a look that took longer than its lease", async () => {
    await open(1, 0);
    await writePolls(database.db, [{ id: uuid(1), status: "running", progress: 60, next: goesOn }], at(10));
    await writePolls(database.db, [{ id: uuid(1), status: "running", progress: 20, next: goesOn }], at(20));
    expect(await getTask(database.db, uuid(1))).toMatchObject({ progress: 60, lastProgressAt: at(10), state: "open" });
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
