import { afterAll, beforeAll, expect, it } from "vitest";
import { holdPosts, nextPostSlot, purgePostSlots, takePostSlot } from "../../src/store/post-slots.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { at } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const take = (channel: string, now: Date, longestMs = 60_000) =>
  takePostSlot(database.db, channel, { now, gapMs: 1_000, longestMs });

it("gives out moments a second apart for each channel, to any number of callers at once", async () => {
  const taken = await Promise.all(Array.from({ length: 10 }, () => take("C1", at(0))));
  expect(taken.map((one) => one?.getTime()).toSorted()).toEqual(
    Array.from({ length: 10 }, (_, n) => at(n).getTime()).toSorted(),
  );
  expect(await take("C2", at(0))).toEqual(at(0));
});

it("saves up nothing while nobody posts", async () => {
  await take("C3", at(0));
  expect([await take("C3", at(100)), await take("C3", at(100))]).toEqual([at(100), at(101)]);
});

it("takes nothing that is too far away", async () => {
  for (const _ of [0, 1, 2]) await take("C4", at(0));
  expect(await take("C4", at(0), 2_000)).toBeUndefined();
  expect(await nextPostSlot(database.db, "C4")).toEqual({ nextAt: at(3), heldUntil: null });
  expect(await take("C4", at(0), 3_000)).toEqual(at(3));
});

it("gives out no moment before a hold is over, and a hold only grows", async () => {
  await holdPosts(database.db, "C5", at(30));
  await holdPosts(database.db, "C5", at(10));
  expect(await take("C5", at(0), 29_999)).toBeUndefined();
  expect([await take("C5", at(0)), await take("C5", at(0))]).toEqual([at(30), at(31)]);
  await take("C6", at(0));
  await holdPosts(database.db, "C6", at(20));
  expect(await take("C6", at(1))).toEqual(at(20));
});

it("forgets the channels where nothing is waited for", async () => {
  await take("C7", at(0));
  await holdPosts(database.db, "C8", at(500));
  await purgePostSlots(database.db, at(400));
  expect(await nextPostSlot(database.db, "C7")).toBeUndefined();
  expect(await nextPostSlot(database.db, "C8")).toEqual({ nextAt: at(500), heldUntil: at(500) });
});
