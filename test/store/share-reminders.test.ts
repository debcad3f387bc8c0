import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { DEFAULT_PERSON_PREFERENCES } from "../../src/domain/preferences.ts";
import { savePersonPreferences } from "../../src/store/preferences.ts";
import { endShare, updateShare } from "../../src/store/share-life.ts";
import {
  claimReminder,
  dropReminders,
  listReminders,
  markReminderSent,
  passReminder,
  planReminders,
  putOffReminder,
  releaseReminder,
  replanReminders,
  takeDueReminders,
  takeOutdatedReminders,
} from "../../src/store/share-reminders.ts";
import { saveShare } from "../../src/store/shares.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { aShare, at } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  for (const table of ["shares", "shareReminders", "preferences"] as const) {
    await database.db.deleteFrom(table).execute();
  }
});
afterAll(() => database[Symbol.asyncDispose]());

const HOUR = 3_600;
const END = at(100 * HOUR);
const OWNER = { teamId: "T1", userId: "U1" };
const share = { teamId: "T1", shareId: "S1" };
const end = { ...share, expiresAt: END };
const MESSAGE = { channel: "D1", ts: "1.1" };

const save = (endsAt: Date | null, now: Date) => saveShare(database.db, aShare({ ...share, expiresAt: endsAt }), now);
const plan = (now: Date) => planReminders(database.db, { now, limit: 10 });
const choose = async (reminderHours: readonly number[], now: Date): Promise<void> => {
  await savePersonPreferences(database.db, OWNER, { ...DEFAULT_PERSON_PREFERENCES, reminderHours }, now);
  await replanReminders(database.db, OWNER);
};
const take = (now: Date) => takeDueReminders(database.db, { now, limit: 10, leaseMs: 60_000 });
const planned = async (expiresAt = END) =>
  (await listReminders(database.db, { ...share, expiresAt })).map(({ hours, state }) => `${hours}: ${state}`);

it("plans two days and two hours before the end, once", async () => {
  await save(END, at(0));
  expect([await plan(at(5)), await plan(at(6))]).toEqual([1, 0]);
  expect(await listReminders(database.db, end)).toEqual(
    [48, 2].map((hours) => ({
      ...end,
      hours,
      ownerUserId: "U1",
      dueAt: at((100 - hours) * HOUR),
      wakeAt: at((75 - hours) * HOUR),
      state: "due",
      channel: null,
      ts: null,
      closed: false,
      createdAt: at(5),
      updatedAt: at(5),
    })),
  );
});

it("plans what was missed while nobody planned, but not what fell due before the end was set", async () => {
  await save(END, at(0));
  await plan(at(60 * HOUR));
  expect(await planned()).toEqual(["48: due", "2: due"]);
  await save(at(40 * HOUR), at(0));
  await plan(at(0));
  expect(await planned(at(40 * HOUR))).toEqual(["2: due"]);
  expect(await planned()).toEqual([]);
});

it("has nothing to plan for a share without an end, or one that has ended", async () => {
  await save(null, at(0));
  expect(await plan(at(0))).toBe(0);
  await save(END, at(0));
  await endShare(database.db, share, "revoked", at(1));
  expect(await plan(at(1))).toBe(0);
});

it("goes by what the owner has chosen, and by what they choose later", async () => {
  await choose([24], at(0));
  await save(END, at(0));
  await plan(at(0));
  expect(await planned()).toEqual(["24: due"]);
  await choose([48, 2], at(60 * HOUR));
  await plan(at(60 * HOUR));
  // Two days before is over by then: they know.
  expect(await planned()).toEqual(["2: due"]);
  await choose([], at(61 * HOUR));
  await plan(at(61 * HOUR));
  expect(await planned()).toEqual([]);
});

it("has new ones for a share that was extended, and none twice for one that was only told more exactly", async () => {
  await save(END, at(0));
  await plan(at(0));
  await claimReminder(database.db, { ...end, hours: 48 }, at(52 * HOUR));
  await markReminderSent(database.db, { ...end, hours: 48 }, MESSAGE, at(52 * HOUR));
  const exact = new Date(END.getTime() + 123);
  await updateShare(database.db, share, { expiresAt: exact, comment: null, hasCode: false }, at(53 * HOUR));
  await plan(at(53 * HOUR));
  expect([await planned(), await planned(exact)]).toEqual([["48: sent"], ["2: due"]]);
  expect(await takeOutdatedReminders(database.db, { now: at(53 * HOUR), limit: 10 })).toEqual([]);

  const later = at(200 * HOUR);
  await updateShare(database.db, share, { expiresAt: later, comment: null, hasCode: false }, at(54 * HOUR));
  await plan(at(54 * HOUR));
  expect([await planned(), await planned(exact), await planned(later)]).toEqual([
    ["48: sent"],
    [],
    ["48: due", "2: due"],
  ]);
  const outdated = await takeOutdatedReminders(database.db, { now: at(54 * HOUR), limit: 10 });
  expect(outdated).toEqual([{ ...end, hours: 48 }]);
  expect(await takeOutdatedReminders(database.db, { now: at(54 * HOUR), limit: 10 })).toEqual([]);
});

it("plans none for an end that its owner wants to come, whatever they choose later", async () => {
  await save(END, at(0));
  await plan(at(0));
  await dropReminders(database.db, end, at(60 * HOUR));
  await choose([24, 2], at(61 * HOUR));
  await plan(at(61 * HOUR));
  expect(await planned()).toEqual(["48: dropped", "2: dropped"]);
  expect(await take(at(99 * HOUR))).toEqual([]);
});

it("is taken by one when it falls due, and again when nothing came of it", async () => {
  await save(END, at(0));
  await plan(at(0));
  const first = { ...end, hours: 48 };
  const before = 27 * HOUR;
  expect(await take(at(before - 1))).toEqual([]);
  expect(await Promise.all([take(at(before)), take(at(before))]).then((taken) => taken.flat())).toEqual([first]);
  expect(await take(at(before + 59))).toEqual([]);
  expect(await take(at(before + 60))).toEqual([first]);
  await putOffReminder(database.db, first, at(52 * HOUR));
  expect(await take(at(52 * HOUR - 1))).toEqual([]);
  expect(await take(at(52 * HOUR))).toEqual([first]);
});

it("is claimed once, and again by who must look first", async () => {
  await save(END, at(0));
  await plan(at(0));
  const key = { ...end, hours: 48 };
  expect(await claimReminder(database.db, key, at(1))).toBe("first");
  expect(await claimReminder(database.db, key, at(2))).toBe("again");
  await releaseReminder(database.db, key, at(3));
  expect(await claimReminder(database.db, key, at(4))).toBe("first");
  expect(await markReminderSent(database.db, key, MESSAGE, at(5))).toBe(true);
  expect(await claimReminder(database.db, key, at(6))).toBeUndefined();
  await passReminder(database.db, key, at(7));
  expect(await planned()).toEqual(["48: sent", "2: due"]);
  expect(await markReminderSent(database.db, { ...end, hours: 2 }, MESSAGE, at(8))).toBe(false);
});

it("knows which messages are out of date", async () => {
  await save(END, at(0));
  await plan(at(0));
  const key = { ...end, hours: 48 };
  await claimReminder(database.db, key, at(1));
  await markReminderSent(database.db, key, MESSAGE, at(1));
  expect(await takeOutdatedReminders(database.db, { now: at(99 * HOUR), limit: 10 })).toEqual([]);
  expect(await takeOutdatedReminders(database.db, { now: END, limit: 10 })).toEqual([key]);
});
