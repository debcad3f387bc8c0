import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  claimTaskForSending,
  countOpenTasks,
  getTask,
  getTaskAfterChanges,
  insertTask,
  listStaleSendingTasks,
  listTasks,
  markTaskOpen,
  markTaskRefused,
  markTaskUnknown,
  releaseTask,
  type Task,
} from "../../src/store/tasks.ts";
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
const fresh: Task = {
  ...aTask(),
  fileCount: 2,
  state: "pending",
  driveTaskId: null,
  status: null,
  result: null,
  progress: null,
  failedFiles: null,
  downloadSealed: null,
  failure: null,
  createdAt: at(0),
  updatedAt: at(0),
  openedAt: null,
  endedAt: null,
  polls: 0,
  dueAt: null,
  stepMs: null,
  lastProgressAt: null,
  messageChannel: null,
  messageTs: null,
  shown: null,
  editedAt: null,
  noticeState: null,
  noticeAt: null,
  attempts: 0,
};
const opening = { driveTaskId: "9007199254740993", stepMs: 3_000, now: at(2) };

it("waits for the end of a change that is under way, where it must see what that wrote", async () => {
  await insertTask(database.db, aTask(), at(0));
  let read: Promise<Task | undefined> | undefined;
  await database.transaction(async (tx) => {
    await markTaskRefused(tx, id, refusal, at(1));
    read = getTaskAfterChanges(database.db, id);
    // Long enough for the other connection to have read, had it not waited.
    await tx.executeQuery(sql`select pg_sleep(0.2)`.compile(tx));
  });
  expect(await read).toMatchObject({ state: "refused" });
});

it("gives back what was put in", async () => {
  expect(await insertTask(database.db, aTask(), at(0))).toBe(true);
  expect(await getTask(database.db, id)).toEqual(fresh);
});

it("takes an id once", async () => {
  await insertTask(database.db, aTask(), at(0));
  expect(await insertTask(database.db, aTask({ userId: "U9" }), at(1))).toBe(false);
  expect(await getTask(database.db, id)).toEqual(fresh);
});

it("is claimed for sending by one of many at the same time", async () => {
  await insertTask(database.db, aTask(), at(0));
  const claims = await Promise.all(Array.from({ length: 10 }, () => claimTaskForSending(database.db, id, at(1))));
  expect(claims.filter((claim) => claim !== undefined)).toEqual([
    { ...fresh, state: "sending", attempts: 1, updatedAt: at(1) },
  ]);
});

it("can be sent again after it certainly was not sent", async () => {
  const failure = {
    code: "limited",
    operation: "task.create",
    reference: "r",
    field: undefined,
    remoteCode: undefined,
  } as const;
  await insertTask(database.db, aTask(), at(0));
  expect(await releaseTask(database.db, id, at(1), failure)).toBe(false);
  await claimTaskForSending(database.db, id, at(1));
  expect(await releaseTask(database.db, id, at(2), failure)).toBe(true);
  expect(await getTask(database.db, id)).toMatchObject({ state: "pending", failure: { code: "limited" } });
  expect(await claimTaskForSending(database.db, id, at(3))).toMatchObject({ attempts: 2, sealedToken: "1.token" });
});

it("opens, and keeps its token for the looks to come", async () => {
  await insertTask(database.db, aTask(), at(0));
  await claimTaskForSending(database.db, id, at(1));
  expect(await markTaskOpen(database.db, id, opening)).toBe(true);
  expect(await getTask(database.db, id)).toEqual({
    ...fresh,
    state: "open",
    driveTaskId: "9007199254740993",
    status: "waiting",
    attempts: 1,
    dueAt: at(5),
    stepMs: 3_000,
    openedAt: at(2),
    lastProgressAt: at(2),
    updatedAt: at(2),
  });
  expect(await markTaskOpen(database.db, id, { ...opening, driveTaskId: "other" })).toBe(false);
});

describe("ending before it began", () => {
  it.each([
    ["refused", () => markTaskRefused(database.db, id, refusal, at(2)), refusal],
    ["unknown", () => markTaskUnknown(database.db, id, null, at(2)), null],
  ] as const)("as %s wipes the token and makes a notice fall due", async (state, end, failure) => {
    await insertTask(database.db, aTask(), at(0));
    await claimTaskForSending(database.db, id, at(1));
    expect(await end()).toBe(true);
    expect(await getTask(database.db, id)).toEqual({
      ...fresh,
      state,
      failure,
      sealedToken: null,
      attempts: 1,
      endedAt: at(2),
      updatedAt: at(2),
      noticeState: "due",
      noticeAt: at(2),
    });
    expect(await end()).toBe(false);
    expect(await markTaskOpen(database.db, id, opening)).toBe(false);
  });

  it("does not happen to one that is open", async () => {
    await insertTask(database.db, aTask(), at(0));
    await markTaskOpen(database.db, id, opening);
    expect(await markTaskUnknown(database.db, id, null, at(3))).toBe(false);
    expect(await getTask(database.db, id)).toMatchObject({ state: "open", noticeState: null });
  });
});

describe("lists", () => {
  const add = async (n: number, changes: Parameters<typeof aTask>[0] = {}): Promise<void> => {
    await insertTask(database.db, aTask({ id: uuid(n), ...changes }), at(n));
  };

  it("a person's tasks, those under way first, then the newest", async () => {
    for (const n of [1, 2, 3, 4, 5]) await add(n);
    await add(6, { userId: "U2" });
    await add(7, { teamId: "T2" });
    await markTaskRefused(database.db, uuid(5), refusal, at(10));
    await markTaskUnknown(database.db, uuid(3), null, at(10));
    await markTaskOpen(database.db, uuid(1), opening);
    const page = async (limit: number, offset: number) => {
      const { tasks, total } = await listTasks(database.db, { teamId: "T1", userId: "U1", limit, offset });
      return [tasks.map((task) => Number(task.id.slice(-2))), total];
    };
    expect(await page(3, 0)).toEqual([[4, 2, 1], 5]);
    expect(await page(3, 3)).toEqual([[5, 3], 5]);
    expect(await page(3, 6)).toEqual([[], 5]);
  });

  it("tasks without their lists of files", async () => {
    await add(1);
    const { tasks } = await listTasks(database.db, { teamId: "T1", userId: "U1", limit: 1, offset: 0 });
    const { fileIds, fileNames, failedFiles, ...summary } = fresh;
    expect(tasks).toEqual([{ ...summary, createdAt: at(1), updatedAt: at(1) }]);
  });

  it("those whose sender is gone, oldest first", async () => {
    for (const n of [1, 2, 3, 4]) await add(n);
    await claimTaskForSending(database.db, uuid(3), at(10));
    await claimTaskForSending(database.db, uuid(2), at(20));
    await claimTaskForSending(database.db, uuid(1), at(30));
    const stale = await listStaleSendingTasks(database.db, { before: at(30) });
    expect(stale.map((task) => task.id)).toEqual([uuid(3), uuid(2)]);
  });

  it("how many are open", async () => {
    await add(1);
    await add(2);
    await add(3, { userId: "U2" });
    await add(4, { teamId: "T2" });
    for (const n of [2, 3, 4]) await markTaskOpen(database.db, uuid(n), opening);
    const counts = await Promise.all([
      countOpenTasks(database.db),
      countOpenTasks(database.db, { teamId: "T1" }),
      countOpenTasks(database.db, { teamId: "T1", userId: "U1" }),
      countOpenTasks(database.db, { teamId: "T3" }),
    ]);
    expect(counts).toEqual([3, 2, 1, 0]);
  });
});
