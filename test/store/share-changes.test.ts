import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import {
  claimChange,
  getChange,
  insertChange,
  listBatch,
  type NewShareChange,
  planChange,
  releaseChange,
  reopenChange,
  settleChange,
  wipeStaleChangeCodes,
} from "../../src/store/share-changes.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { at, refusal, uuid } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.db.deleteFrom("shareChanges").execute();
});
afterAll(() => database[Symbol.asyncDispose]());

const aChange = (changes: Partial<NewShareChange> = {}): NewShareChange => ({
  id: uuid(1),
  batchId: uuid(1),
  teamId: "T1",
  shareId: "9007199254740993",
  userId: "U1",
  driveUserId: "drive-1",
  request: { kind: "extend", days: 7 },
  sealedCode: null,
  viewId: null,
  channel: "C1",
  ...changes,
});

const state = async () => (await getChange(database.db, uuid(1)))?.state;

it("is claimed once, planned, and settled once", async () => {
  const { db } = database;
  await insertChange(db, aChange({ sealedCode: "1.sealed" }), at(0));
  const claims = await Promise.all([1, 2].map(() => claimChange(db, uuid(1), at(1))));
  expect(claims.map((claim) => claim?.attempts)).toEqual([1, undefined]);
  await releaseChange(db, uuid(1), at(2));
  expect((await claimChange(db, uuid(1), at(3)))?.attempts).toBe(2);
  const plan = { before: at(10).toISOString(), endsAt: at(20).toISOString() };
  await planChange(db, uuid(1), plan, at(4));
  const outcome = { kind: "changed", before: plan.before, after: plan.endsAt } as const;
  expect(await settleChange(db, uuid(1), { state: "done", outcome }, at(5))).toBe(true);
  expect(await settleChange(db, uuid(1), { state: "refused", failure: refusal }, at(6))).toBe(false);
  expect(await getChange(db, uuid(1))).toEqual({
    ...aChange(),
    kind: "extend",
    state: "done",
    plan,
    outcome,
    failure: null,
    intentId: null,
    attempts: 2,
    createdAt: at(0),
    updatedAt: at(5),
  });
});

it("keeps the code for as long as it may be sent, and no longer", async () => {
  const { db } = database;
  const code = async () => (await getChange(db, uuid(1)))?.sealedCode;
  await insertChange(db, aChange({ sealedCode: "1.sealed" }), at(0));
  const outcome = { kind: "conflict", expiresAt: undefined, comment: "", hasCode: false } as const;
  await settleChange(db, uuid(1), { state: "conflict", outcome }, at(1));
  expect(await code()).toBe("1.sealed");
  expect(await wipeStaleChangeCodes(db, at(1))).toBe(0);
  expect(await wipeStaleChangeCodes(db, at(2))).toBe(1);
  expect(await code()).toBeNull();
  await insertChange(db, aChange({ id: uuid(2), sealedCode: "1.sealed" }), at(0));
  await settleChange(db, uuid(2), { state: "refused", failure: refusal }, at(1));
  expect((await getChange(db, uuid(2)))?.sealedCode).toBeNull();
});

it("goes on after a conflict when the person wants it, once", async () => {
  const { db } = database;
  await insertChange(db, aChange(), at(0));
  expect(await reopenChange(db, uuid(1), { kind: "extend", days: 9 }, at(1))).toBe(false);
  const outcome = { kind: "conflict", expiresAt: undefined, comment: "", hasCode: false } as const;
  await settleChange(db, uuid(1), { state: "conflict", outcome }, at(1));
  expect(await reopenChange(db, uuid(1), { kind: "extend", days: 9 }, at(2))).toBe(true);
  expect(await state()).toBe("pending");
  expect(await reopenChange(db, uuid(1), { kind: "extend", days: 9 }, at(3))).toBe(false);
});

it("knows what was asked for in one go", async () => {
  const { db } = database;
  await insertChange(db, aChange({ shareId: "b", request: { kind: "revoke" } }), at(0));
  await insertChange(db, aChange({ id: uuid(2), shareId: "a", request: { kind: "revoke" } }), at(0));
  await insertChange(db, aChange({ id: uuid(3), batchId: uuid(3) }), at(0));
  expect((await listBatch(db, uuid(1))).map(({ shareId }) => shareId)).toEqual(["a", "b"]);
});
