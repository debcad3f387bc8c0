import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  claimIntent,
  getIntent,
  insertIntent,
  listStaleSending,
  markIntentCreated,
  markIntentRefused,
  markIntentUnknown,
  releaseIntent,
  reopenIntent,
  wipeStaleCodes,
} from "../../src/store/share-intents.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { anIntent, at, refusal, uuid } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(async () => {
  await database.db.deleteFrom("shareIntents").execute();
});
afterAll(() => database[Symbol.asyncDispose]());

const id = uuid(1);

it("gives back what was put in", async () => {
  expect(await insertIntent(database.db, anIntent(), at(0))).toBe(true);
  expect(await getIntent(database.db, id)).toEqual({
    ...anIntent(),
    state: "pending",
    shareId: null,
    failure: null,
    attempts: 0,
    createdAt: at(0),
    updatedAt: at(0),
  });
});

it("takes an id once", async () => {
  await insertIntent(database.db, anIntent(), at(0));
  expect(await insertIntent(database.db, anIntent({ userId: "U9" }), at(1))).toBe(false);
  expect(await getIntent(database.db, id)).toMatchObject({ userId: "U1", createdAt: at(0) });
});

it("knows nothing of an id it was not given", async () => {
  expect(await getIntent(database.db, uuid(9))).toBeUndefined();
  expect(await claimIntent(database.db, uuid(9), at(0))).toBeUndefined();
  expect(await markIntentCreated(database.db, uuid(9), "s1", at(0))).toBe(false);
});

it("stores names that hold characters which PostgreSQL refuses", async () => {
  const files = [{ fileId: "f1", name: "a\0b\ud800c", kind: "other" as const, size: undefined }];
  await insertIntent(database.db, anIntent({ request: { ...anIntent().request, files } }), at(0));
  const stored = await getIntent(database.db, id);
  expect(stored?.request.files).toEqual([{ fileId: "f1", name: "a\uFFFDb\uFFFDc", kind: "other" }]);
});

it("is claimed by one of many at the same time", async () => {
  await insertIntent(database.db, anIntent(), at(0));
  const claims = await Promise.all(Array.from({ length: 10 }, () => claimIntent(database.db, id, at(1))));
  expect(claims.filter((claim) => claim !== undefined)).toEqual([
    expect.objectContaining({ id, state: "sending", attempts: 1, sealedCode: "1.sealed", updatedAt: at(1) }),
  ]);
});

it("can be sent again after it certainly was not sent", async () => {
  await insertIntent(database.db, anIntent(), at(0));
  expect(await releaseIntent(database.db, id, at(1))).toBe(false);
  await claimIntent(database.db, id, at(1));
  expect(await releaseIntent(database.db, id, at(2))).toBe(true);
  expect(await claimIntent(database.db, id, at(3))).toMatchObject({ attempts: 2, sealedCode: "1.sealed" });
});

describe("settling", () => {
  const ways = [
    [
      "created",
      () => markIntentCreated(database.db, id, "s1", at(2)),
      { shareId: "s1", failure: null, sealedCode: null },
    ],
    ["refused", () => markIntentRefused(database.db, id, refusal, at(2)), { shareId: null, failure: refusal }],
    ["unknown", () => markIntentUnknown(database.db, id, refusal, at(2)), { shareId: null, failure: refusal }],
  ] as const;

  it.each(ways)("as %s", async (state, settle, outcome) => {
    await insertIntent(database.db, anIntent(), at(0));
    await claimIntent(database.db, id, at(1));
    expect(await settle()).toBe(true);
    expect(await getIntent(database.db, id)).toEqual({
      ...anIntent(),
      attempts: 1,
      createdAt: at(0),
      updatedAt: at(2),
      state,
      ...outcome,
    });
    expect(await claimIntent(database.db, id, at(3))).toBeUndefined();
    expect(await releaseIntent(database.db, id, at(3))).toBe(false);
  });

  it("happens once, but for an unknown one that is found", async () => {
    await insertIntent(database.db, anIntent(), at(0));
    await claimIntent(database.db, id, at(1));
    await markIntentUnknown(database.db, id, null, at(2));
    expect(await markIntentCreated(database.db, id, "s1", at(3))).toBe(true);
    expect(await markIntentRefused(database.db, id, refusal, at(4))).toBe(false);
    expect(await getIntent(database.db, id)).toMatchObject({ state: "created", shareId: "s1", sealedCode: null });
  });

  it("wipes the code of a share that was made: the database itself refuses to keep it", async () => {
    await insertIntent(database.db, anIntent(), at(0));
    const keepCode = database.db.updateTable("shareIntents").set({ state: "created" }).execute();
    await expect(keepCode).rejects.toThrow(/check constraint/);
  });
});

describe("trying again", () => {
  it.each([
    ["refused", () => markIntentRefused(database.db, id, refusal, at(2))],
    ["unknown", () => markIntentUnknown(database.db, id, refusal, at(2))],
  ])("a %s one, with its code, once", async (_state, settle) => {
    await insertIntent(database.db, anIntent(), at(0));
    await claimIntent(database.db, id, at(1));
    expect(await reopenIntent(database.db, id, at(2))).toBe(false);
    await settle();
    expect(await reopenIntent(database.db, id, at(3))).toBe(true);
    expect(await reopenIntent(database.db, id, at(3))).toBe(false);
    const claimed = await claimIntent(database.db, id, at(4));
    expect(claimed).toMatchObject({ sealedCode: "1.sealed", failure: null, attempts: 2 });
  });

  it("is not possible for a share that was made", async () => {
    await insertIntent(database.db, anIntent(), at(0));
    await markIntentCreated(database.db, id, "s1", at(1));
    expect(await reopenIntent(database.db, id, at(2))).toBe(false);
  });

  it("is without the code once that was wiped", async () => {
    for (const n of [1, 2, 3]) await insertIntent(database.db, anIntent({ id: uuid(n) }), at(0));
    await markIntentRefused(database.db, uuid(1), refusal, at(10));
    await markIntentUnknown(database.db, uuid(2), null, at(20));
    expect(await wipeStaleCodes(database.db, at(15))).toBe(1);
    const codes = await Promise.all([1, 2, 3].map(async (n) => (await getIntent(database.db, uuid(n)))?.sealedCode));
    expect(codes).toEqual([null, "1.sealed", "1.sealed"]);
  });
});

it("lists those whose sender is gone, oldest first", async () => {
  for (const n of [1, 2, 3, 4]) await insertIntent(database.db, anIntent({ id: uuid(n) }), at(0));
  await claimIntent(database.db, uuid(3), at(10));
  await claimIntent(database.db, uuid(2), at(20));
  await claimIntent(database.db, uuid(1), at(30));
  const stale = await listStaleSending(database.db, { before: at(30) });
  expect(stale.map((intent) => intent.id)).toEqual([uuid(3), uuid(2)]);
  expect(await listStaleSending(database.db, { before: at(30), limit: 1 })).toHaveLength(1);
});
