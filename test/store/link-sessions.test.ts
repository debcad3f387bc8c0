import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { claimOncePer } from "../../src/store/claims.ts";
import { clearCodeTries, purgeCodeTries, returnCodeTry, takeCodeTry } from "../../src/store/code-tries.ts";
import {
  findLinkSession,
  forgetShareToken,
  getLinkSession,
  type OpenedLink,
  purgeLinkSessions,
  saveLinkSession,
  touchLinkSession,
} from "../../src/store/link-sessions.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { at, uuid } from "./examples.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());

const aLink = (changes: Partial<OpenedLink> = {}): OpenedLink => ({
  id: uuid(1),
  teamId: "T1",
  userId: "U1",
  driveUserId: "drive-1",
  shortCode: "1689743054514187777",
  shareId: "1689743054514187776",
  ownerName: "Tom Baker",
  files: [{ fileId: "9007199254740993", name: "报告 Q4.pdf", kind: "document", size: 2 ** 40 }],
  containerId: "1234567890123456789",
  sealedToken: "1.sealed",
  endsAt: at(1_000),
  ...changes,
});

describe("links that people have opened", () => {
  it("are kept once for a person and a link, whatever is learned later", async () => {
    const first = await saveLinkSession(database.db, aLink(), at(0));
    expect(first).toEqual({ ...aLink(), createdAt: at(0), usedAt: at(0) });
    const again = aLink({ id: uuid(2), sealedToken: "1.newer", ownerName: "a\0b", endsAt: null });
    const second = await saveLinkSession(database.db, again, at(60));
    expect(second).toEqual({ ...again, id: uuid(1), ownerName: "a\uFFFDb", createdAt: at(0), usedAt: at(60) });
    const key = { teamId: "T1", userId: "U1" };
    expect(await getLinkSession(database.db, { ...key, id: uuid(1) })).toEqual(second);
    expect(await findLinkSession(database.db, { ...key, shortCode: again.shortCode })).toEqual(second);
    expect(await findLinkSession(database.db, { ...key, shareId: again.shareId })).toEqual(second);
  });

  it.each([
    ["of another person", { teamId: "T1", userId: "U9", id: uuid(1) }],
    ["of another workspace", { teamId: "T9", userId: "U1", id: uuid(1) }],
    ["with an id nobody gave", { teamId: "T1", userId: "U1", id: "no such id" }],
  ])("are not found %s", async (_of, key) => {
    await saveLinkSession(database.db, aLink(), at(0));
    expect(await getLinkSession(database.db, key)).toBeUndefined();
  });

  it("lose a token that the drive refuses, but not the one that took its place", async () => {
    const link = aLink({ id: uuid(3), userId: "U3" });
    await saveLinkSession(database.db, link, at(0));
    await forgetShareToken(database.db, uuid(3), "1.older");
    const key = { teamId: "T1", userId: "U3", id: uuid(3) };
    expect((await getLinkSession(database.db, key))?.sealedToken).toBe("1.sealed");
    await forgetShareToken(database.db, uuid(3), "1.sealed");
    expect((await getLinkSession(database.db, key))?.sealedToken).toBeNull();
  });

  it("are forgotten when nobody has looked at them for long", async () => {
    await saveLinkSession(database.db, aLink({ id: uuid(4), teamId: "T4", userId: "U1" }), at(-100));
    await saveLinkSession(database.db, aLink({ id: uuid(5), teamId: "T4", userId: "U2" }), at(-100));
    await touchLinkSession(database.db, uuid(5), at(-10));
    expect(await purgeLinkSessions(database.db, at(-50))).toBe(1);
    expect(await getLinkSession(database.db, { teamId: "T4", userId: "U1", id: uuid(4) })).toBeUndefined();
    expect(await getLinkSession(database.db, { teamId: "T4", userId: "U2", id: uuid(5) })).toBeDefined();
  });
});

describe("tries of access codes", () => {
  const rules = { limit: 5, pauseMs: 600_000 };
  const take = (shortCode: string, seconds: number) =>
    takeCodeTry(database.db, { teamId: "T1", userId: "U1", shortCode }, { now: at(seconds), ...rules });

  it("come to a pause with the fifth, and begin anew after it", async () => {
    for (const tries of [1, 2, 3, 4, 5]) expect(await take("pause", tries)).toEqual({ kind: "taken", tries });
    expect(await take("pause", 6)).toEqual({ kind: "paused", until: at(605) });
    expect(await take("pause", 604)).toEqual({ kind: "paused", until: at(605) });
    expect(await take("pause", 605)).toEqual({ kind: "taken", tries: 1 });
  });

  it("get no further when they come all at once", async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => take("rush", 0)));
    expect(taken.filter(({ kind }) => kind === "taken")).toHaveLength(5);
  });

  it("are counted for each person and link", async () => {
    for (const _ of [1, 2, 3, 4, 5]) await take("apart", 0);
    expect(await take("other", 0)).toEqual({ kind: "taken", tries: 1 });
    const other = { teamId: "T1", userId: "U2", shortCode: "apart" };
    expect(await takeCodeTry(database.db, other, { now: at(0), ...rules })).toEqual({ kind: "taken", tries: 1 });
  });

  it("do not count when the drive did not judge them, and are forgotten after the right one", async () => {
    const key = { teamId: "T1", userId: "U1", shortCode: "judged" };
    for (const _ of [1, 2, 3, 4, 5]) await take("judged", 0);
    await returnCodeTry(database.db, key);
    expect(await take("judged", 1)).toEqual({ kind: "taken", tries: 5 });
    await clearCodeTries(database.db, key);
    expect(await take("judged", 2)).toEqual({ kind: "taken", tries: 1 });
  });

  it("are forgotten with age", async () => {
    await take("aged", -5_000);
    expect(await purgeCodeTries(database.db, at(-4_000))).toBe(1);
  });
});

it("gives a claim once in a while", async () => {
  const claim = (seconds: number) =>
    claimOncePer(database.db, { teamId: "T1", key: "card", everyMs: 60_000 }, at(seconds));
  expect([await claim(0), await claim(59), await claim(60), await claim(61)]).toEqual([true, false, true, false]);
});
