import { afterAll, beforeAll, expect, it } from "vitest";
import { claimOnce, purgeClaims } from "../../src/store/claims.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { at } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

it("gives a key to one of many who ask at the same time", async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, () => claimOnce(database.db, "T1", "click-1", at(0))));
  expect(claims.filter((claimed) => claimed)).toHaveLength(1);
});

it("keeps workspaces and keys apart", async () => {
  expect(await claimOnce(database.db, "T2", "click-2", at(0))).toBe(true);
  expect(await claimOnce(database.db, "T3", "click-2", at(0))).toBe(true);
  expect(await claimOnce(database.db, "T2", "click-3", at(0))).toBe(true);
});

it("takes a claim back with its transaction", async () => {
  const work = database.transaction(async (tx) => {
    await claimOnce(tx, "T4", "click", at(0));
    throw new Error("changed my mind");
  });
  await expect(work).rejects.toThrow("changed my mind");
  expect(await claimOnce(database.db, "T4", "click", at(0))).toBe(true);
});

it("forgets what is older than the moment given", async () => {
  await claimOnce(database.db, "T5", "old", at(-100));
  await claimOnce(database.db, "T5", "new", at(-10));
  expect(await purgeClaims(database.db, at(-50))).toBe(1);
  expect(await claimOnce(database.db, "T5", "old", at(0))).toBe(true);
  expect(await claimOnce(database.db, "T5", "new", at(0))).toBe(false);
});
