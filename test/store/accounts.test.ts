import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type AccountLink,
  findDriveUser,
  findLink,
  findOtherHolder,
  removeLink,
  saveLink,
  setLinkCheck,
  takeDueLinks,
} from "../../src/store/accounts.ts";
import {
  awaitDecision,
  countLinkRequests,
  decideLinkRequest,
  endLinkRequest,
  type FoundDriveUser,
  findLiveLinkRequest,
  getLinkRequest,
  insertLinkRequest,
  listExpiredLinkRequests,
  markLinkedAtOnce,
  refuseLinkRequest,
  restateHolder,
  takeLinkReminders,
} from "../../src/store/link-requests.ts";
import { stopPendingWork } from "../../src/store/pending-work.ts";
import { claimIntent, getIntent, insertIntent } from "../../src/store/share-intents.ts";
import { claimTaskForSending, getTask, insertTask, markTaskOpen } from "../../src/store/tasks.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { anIntent, aTask, at, refusal, uuid } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const link = (teamId: string, userId: string, driveUserId: string, more: Partial<AccountLink> = {}): AccountLink => ({
  teamId,
  userId,
  driveUserId,
  driveUserName: "Mei\0 Lin",
  reason: "email",
  approvedBy: null,
  shared: false,
  linkedAt: at(0),
  checkDueAt: at(100),
  ...more,
});

describe("who is which drive user", () => {
  it("is kept by workspace and person", async () => {
    expect(await saveLink(database.db, link("T1", "U1", "d1"))).toBe(true);
    expect(await findDriveUser(database.db, { teamId: "T1", userId: "U1" })).toBe("d1");
    expect(await findDriveUser(database.db, { teamId: "T2", userId: "U1" })).toBeUndefined();
    expect((await findLink(database.db, { teamId: "T1", userId: "U1" }))?.driveUserName).toBe("Mei\uFFFD Lin");
  });

  it("is one person for one drive user, but where it is shared", async () => {
    expect(await saveLink(database.db, link("T1", "U2", "d1"))).toBe(false);
    expect(await saveLink(database.db, link("T1", "U1", "d2"))).toBe(false);
    expect(await findOtherHolder(database.db, { teamId: "T1", userId: "U2" }, "d1")).toBe("U1");
    expect(await saveLink(database.db, link("T1", "U2", "d1", { shared: true, approvedBy: "A" }))).toBe(true);
    expect(await findOtherHolder(database.db, { teamId: "T1", userId: "U1" }, "d1")).toBe("U2");
    // Another workspace's people are others.
    expect(await saveLink(database.db, link("T2", "U1", "d1"))).toBe(true);
  });

  it("goes to one of many who ask at the same moment", async () => {
    const asked = Array.from({ length: 10 }, (_, index) => saveLink(database.db, link("T3", `U${index}`, "d9")));
    expect((await Promise.all(asked)).filter((saved) => saved)).toHaveLength(1);
  });

  it("ends only as long as it is that drive user", async () => {
    const person = { teamId: "T4", userId: "U1" };
    await saveLink(database.db, link("T4", "U1", "d1"));
    expect(await removeLink(database.db, person, "d2")).toBeUndefined();
    expect((await removeLink(database.db, person, "d1"))?.userId).toBe("U1");
    expect(await removeLink(database.db, person, "d1")).toBeUndefined();
  });

  it("is taken for its check once, and again when that time has come", async () => {
    await database.db.deleteFrom("accountLinks").execute();
    for (const n of [1, 2, 3]) await saveLink(database.db, link("T5", `U${n}`, `d${n}`, { checkDueAt: at(n) }));
    const take = (now: number, limit: number) =>
      takeDueLinks(database.db, { now: at(now), limit, nextDueAt: at(now + 3600) });
    const both = await Promise.all([take(10, 2), take(10, 2)]);
    const taken = [...both.flat(), ...(await take(10, 5))].map(({ userId }) => userId);
    expect(taken.toSorted()).toEqual(["U1", "U2", "U3"]);
    expect(await take(3600, 5)).toEqual([]);
    const [first] = await take(3610, 1);
    if (first !== undefined) await setLinkCheck(database.db, first, at(90_000));
    expect(await take(20_000, 5)).toHaveLength(2);
  });
});

describe("a wish to be linked", () => {
  const ask = (id: number, userId: string, seconds = 0) =>
    insertLinkRequest(
      database.db,
      { id: uuid(id), teamId: "T1", userId, askedKind: "phone", asked: "+8613800000000", viewId: null },
      at(seconds),
    );
  const found: FoundDriveUser = {
    driveUserId: "d1",
    driveUserName: "Mei",
    driveDepartment: "市场\0部",
    emailCheck: "differs",
    holderUserId: null,
  };
  const times = { remindAt: at(100), expiresAt: at(1000), now: at(1) };

  it("is one at a time for each person", async () => {
    expect(await ask(1, "R1")).toBe(true);
    expect(await ask(2, "R1")).toBe(false);
    expect((await findLiveLinkRequest(database.db, { teamId: "T1", userId: "R1" }))?.id).toBe(uuid(1));
    expect(await endLinkRequest(database.db, uuid(1), "withdrawn", at(2))).toBe(true);
    expect(await endLinkRequest(database.db, uuid(1), "withdrawn", at(2))).toBe(false);
    expect(await ask(2, "R1", 50)).toBe(true);
    expect(await countLinkRequests(database.db, { teamId: "T1", userId: "R1" }, at(10))).toBe(1);
    expect(await countLinkRequests(database.db, { teamId: "T1", userId: "R1" }, at(-1))).toBe(2);
  });

  it("forgets what was typed once it is looked up or refused", async () => {
    await ask(10, "R2");
    expect(await awaitDecision(database.db, uuid(10), found, times)).toBe(true);
    expect(await getLinkRequest(database.db, uuid(10))).toMatchObject({
      state: "waiting",
      asked: null,
      driveUserId: "d1",
    });
    expect(await markLinkedAtOnce(database.db, uuid(10), found, at(2))).toBe(false);
    await ask(11, "R3");
    const why = { refusal: "failed", failure: refusal } as const;
    expect(await refuseLinkRequest(database.db, uuid(11), why, at(2))).toBe(true);
    expect(await getLinkRequest(database.db, uuid(11))).toMatchObject({
      asked: null,
      refusal: "failed",
      failure: refusal,
    });
  });

  it("is decided once, on what was read, in its own workspace", async () => {
    const decision = { state: "linked", decidedBy: "A1" } as const;
    const target = { id: uuid(10), teamId: "T1", revision: 1 };
    await restateHolder(database.db, uuid(10), "U9", at(3));
    expect(await decideLinkRequest(database.db, target, decision, at(4))).toBe(false);
    expect(await decideLinkRequest(database.db, { ...target, teamId: "T2", revision: 2 }, decision, at(4))).toBe(false);
    const tries = Array.from({ length: 8 }, (_, index) =>
      decideLinkRequest(database.db, { ...target, revision: 2 }, { ...decision, decidedBy: `A${index}` }, at(4)),
    );
    expect((await Promise.all(tries)).filter((decided) => decided)).toHaveLength(1);
    expect(await endLinkRequest(database.db, uuid(10), "expired", at(5))).toBe(false);
  });

  it("is brought to mind once, and found when its time is over", async () => {
    await ask(20, "R5");
    await awaitDecision(database.db, uuid(20), found, times);
    expect(await takeLinkReminders(database.db, { now: at(99), limit: 5 })).toEqual([]);
    const both = await Promise.all([1, 2].map(() => takeLinkReminders(database.db, { now: at(100), limit: 5 })));
    expect(both.flat().map(({ id }) => id)).toEqual([uuid(20)]);
    expect(await listExpiredLinkRequests(database.db, { now: at(999), limit: 5 })).toEqual([]);
    expect((await listExpiredLinkRequests(database.db, { now: at(1000), limit: 5 })).map(({ id }) => id)).toEqual([
      uuid(20),
    ]);
  });
});

it("work of a person is stopped where it has not begun, no more followed where it runs, and left alone elsewhere", async () => {
  const { db } = database;
  const person = { teamId: "TW", userId: "UW" };
  const mine = { teamId: "TW", userId: "UW" };
  await insertIntent(db, anIntent({ id: uuid(31), ...mine }), at(0));
  await insertIntent(db, anIntent({ id: uuid(32), ...mine }), at(0));
  await insertIntent(db, anIntent({ id: uuid(33), ...mine, userId: "UX" }), at(0));
  await claimIntent(db, uuid(32), at(1));
  for (const n of [41, 42, 43]) await insertTask(db, aTask({ id: uuid(n), ...mine }), at(0));
  await insertTask(db, aTask({ id: uuid(44), ...mine, userId: "UX" }), at(0));
  for (const n of [42, 43]) await claimTaskForSending(db, uuid(n), at(1));
  await markTaskOpen(db, uuid(43), { driveTaskId: "t1", stepMs: 4_000, now: at(1) });

  expect(await stopPendingWork(db, person, refusal, at(2))).toEqual({ shares: 1, tasks: 2 });
  expect(await stopPendingWork(db, person, refusal, at(3))).toEqual({ shares: 0, tasks: 0 });
  const intents = await Promise.all([31, 32, 33].map((n) => getIntent(db, uuid(n))));
  expect(intents.map((intent) => [intent?.state, intent?.failure])).toEqual([
    ["refused", refusal],
    ["sending", null],
    ["pending", null],
  ]);
  const tasks = await Promise.all([41, 42, 43, 44].map((n) => getTask(db, uuid(n))));
  expect(tasks.map((task) => [task?.state, task?.noticeState, task?.dueAt, task?.sealedToken])).toEqual([
    ["refused", "due", null, null],
    ["sending", null, null, expect.anything()],
    ["lost", "due", null, null],
    ["pending", null, null, expect.anything()],
  ]);
});
