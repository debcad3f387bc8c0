import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { addCard, listCards, moveCards, removeCard, setCardShown } from "../../src/store/cards.ts";
import { findLiveShares, getShare, listShares, saveShare, setShareStatus } from "../../src/store/shares.ts";
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
const forNobody = { recipientUserIds: [], codeAudience: "owner" };
const key = { teamId: "T1", shareId: aShare().shareId };

it("gives back what was saved", async () => {
  await saveShare(database.db, aShare(), at(0));
  expect(await getShare(database.db, key)).toEqual({
    ...aShare(),
    ...forNobody,
    cardsDueAt: at(0),
    checkDueAt: at(DAY_S),
    remindersFor: null,
    createdAt: at(0),
    updatedAt: at(0),
  });
  expect(await getShare(database.db, { ...key, teamId: "T2" })).toBeUndefined();
});

it("replaces what it knew, and keeps when it began", async () => {
  await saveShare(database.db, aShare({ comment: "first" }), at(0));
  const changed = aShare({ comment: null, expiresAt: null, files: [], status: "revoked", name: "a\0b" });
  await saveShare(database.db, changed, at(5));
  expect(await getShare(database.db, key)).toEqual({
    ...changed,
    ...forNobody,
    name: "a\uFFFDb",
    cardsDueAt: at(5),
    checkDueAt: at(5 + DAY_S),
    remindersFor: null,
    createdAt: at(0),
    updatedAt: at(5),
  });
});

it("changes a status", async () => {
  await saveShare(database.db, aShare(), at(0));
  expect(await setShareStatus(database.db, key, "revoked", at(1))).toBe(true);
  expect(await setShareStatus(database.db, { ...key, shareId: "nope" }, "revoked", at(1))).toBe(false);
  expect(await getShare(database.db, key)).toMatchObject({ status: "revoked", updatedAt: at(1) });
});

describe("finding live shares", () => {
  const files = (...names: readonly string[]) =>
    names.map((name, n) => ({ fileId: `f${n}`, name, kind: "document" as const, size: 1 }));
  beforeEach(async () => {
    const shares = [
      aShare({ shareId: "1", shortCode: "aa", name: "Budget", files: files("100%.pdf"), expiresAt: at(300) }),
      aShare({
        shareId: "2",
        shortCode: "bb",
        name: null,
        files: files("x.pdf", "BUDGET_2026.xlsx"),
        expiresAt: at(200),
      }),
      aShare({ shareId: "3", shortCode: "cc", name: "budget", files: [], expiresAt: null, ownerUserId: "U2" }),
      aShare({ shareId: "4", shortCode: "dd", name: "budget over", files: [], expiresAt: at(0) }),
      aShare({ shareId: "5", shortCode: "ee", name: "budget revoked", files: [], status: "revoked" }),
      aShare({ shareId: "6", shortCode: "aa", name: "budget", files: [], teamId: "T2" }),
      aShare({
        shareId: "7",
        shortCode: "gg",
        name: "share aa of 1",
        files: files("C:\\data.txt"),
        expiresAt: at(400),
      }),
    ];
    for (const share of shares) await saveShare(database.db, share, at(-10));
  });

  it.each([
    ["a share id", "1", ["1"]],
    ["a short code, not what contains it", "aa", ["1"]],
    ["part of a name, whatever the case, soonest end first", "budg", ["2", "1", "3"]],
    ["text around it", "  BUDGET_ ", ["2"]],
    ["a percent sign as itself", "%", ["1"]],
    ["an underscore as itself", "_", ["2"]],
    ["a backslash as itself", "\\", ["7"]],
    ["a quote", "'; drop table shares; --", []],
    ["nothing", "   ", []],
    ["the character zero", "\0", []],
    ["an ended share's id", "4", []],
    ["a revoked share's code", "ee", []],
  ])("by %s", async (_case, text, expected) => {
    const found = await findLiveShares(database.db, { teamId: "T1", text, now: at(0) });
    expect(found.map(({ shareId }) => shareId)).toEqual(expected);
  });

  it("of one owner", async () => {
    const found = await findLiveShares(database.db, { teamId: "T1", ownerUserId: "U2", text: "budget", now: at(0) });
    expect(found.map(({ shareId }) => shareId)).toEqual(["3"]);
  });

  it("page by page, those without an end last", async () => {
    const page = (offset: number) => listShares(database.db, { teamId: "T1", now: at(0), limit: 2, offset });
    const ids = async (offset: number) => (await page(offset)).shares.map(({ shareId }) => shareId);
    expect([await ids(0), await ids(2), await ids(4)]).toEqual([["2", "1"], ["7", "3"], []]);
    expect((await page(0)).total).toBe(4);
  });

  it("page by page, with a text and an owner", async () => {
    const query = { teamId: "T1", ownerUserId: "U1", text: "budget", now: at(0), limit: 1, offset: 1 };
    const { shares, total } = await listShares(database.db, query);
    expect([shares.map(({ shareId }) => shareId), total]).toEqual([["1"], 2]);
  });
});

it("knows where a share's cards stand", async () => {
  await addCard(database.db, { teamId: "T1", shareId: "1", channel: "C2", ts: "2.0" }, at(2));
  await addCard(database.db, { teamId: "T1", shareId: "1", channel: "C1", ts: "1.0" }, at(1));
  await addCard(database.db, { teamId: "T1", shareId: "1", channel: "C1", ts: "1.0" }, at(9));
  await addCard(database.db, { teamId: "T1", shareId: "2", channel: "C1", ts: "3.0" }, at(1));
  const unseen = { locale: null, shown: null, isSecond: false };
  const first = { teamId: "T1", shareId: "1", channel: "C1", ts: "1.0", ...unseen, createdAt: at(1) };
  const second = { teamId: "T1", shareId: "1", channel: "C2", ts: "2.0", ...unseen, createdAt: at(2) };
  expect(await listCards(database.db, { teamId: "T1", shareId: "1" })).toEqual([first, second]);
  await setCardShown(database.db, second, "v1");
  await moveCards(database.db, { teamId: "T1", from: "2", to: "3" });
  expect((await listCards(database.db, { teamId: "T1", shareId: "3" })).map(({ ts }) => ts)).toEqual(["3.0"]);
  await removeCard(database.db, first);
  expect(await listCards(database.db, { teamId: "T1", shareId: "1" })).toEqual([{ ...second, shown: "v1" }]);
});
