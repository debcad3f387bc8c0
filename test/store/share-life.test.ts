import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { endShare, setCardsDue, takeDueCards, takeDueChecks, updateShare } from "../../src/store/share-life.ts";
import { getShare, saveShare } from "../../src/store/shares.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { aShare, at } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.db.deleteFrom("shares").execute();
});
afterAll(() => database[Symbol.asyncDispose]());

const DAY_S = 24 * 60 * 60;
const key = { teamId: "T1", shareId: aShare().shareId };

it("writes what the drive says now, and has the cards drawn again", async () => {
  await saveShare(database.db, aShare(), at(0));
  await setCardsDue(database.db, key, null);
  const facts = { expiresAt: at(900), comment: "n\0w", hasCode: false };
  expect(await updateShare(database.db, key, facts, at(5))).toMatchObject({
    expiresAt: at(900),
    comment: "n\uFFFDw",
    hasCode: false,
    cardsDueAt: at(5),
    updatedAt: at(5),
  });
  expect(await updateShare(database.db, { ...key, teamId: "T2" }, facts, at(5))).toBeUndefined();
});

it("ends a share for one caller only", async () => {
  await saveShare(database.db, aShare(), at(0));
  expect(await Promise.all([1, 2].map(() => endShare(database.db, key, "expired", at(1))))).toEqual([true, false]);
  expect(await getShare(database.db, key)).toMatchObject({ status: "expired", cardsDueAt: null, checkDueAt: null });
  expect(await endShare(database.db, { ...key, shareId: "nope" }, "expired", at(1))).toBe(false);
});

it("gives cards when they are due, longest due first, live ones only", async () => {
  await saveShare(database.db, aShare({ shareId: "late" }), at(2));
  await saveShare(database.db, aShare({ shareId: "later" }), at(3));
  await saveShare(database.db, aShare({ shareId: "latest" }), at(4));
  await saveShare(database.db, aShare({ shareId: "ended", status: "revoked" }), at(1));
  await saveShare(database.db, aShare({ shareId: "not yet" }), at(1));
  await setCardsDue(database.db, { teamId: "T1", shareId: "not yet" }, at(99));
  const taken = await database.transaction((tx) => takeDueCards(tx, { now: at(9), limit: 2 }));
  expect(taken.map(({ shareId }) => shareId)).toEqual(["late", "later"]);
});

it("gives a share to be checked once, and again after its time", async () => {
  await saveShare(database.db, aShare(), at(0));
  const check = (seconds: number) =>
    takeDueChecks(database.db, { now: at(seconds), limit: 5, next: at(seconds + DAY_S) });
  expect(await check(DAY_S - 1)).toEqual([]);
  expect(await check(DAY_S)).toEqual([key]);
  expect(await check(DAY_S + 1)).toEqual([]);
  expect(await check(2 * DAY_S)).toEqual([key]);
});
