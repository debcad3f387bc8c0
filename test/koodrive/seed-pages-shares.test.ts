import { describe, expect, test } from "vitest";
import type { CreateShareRequest } from "../../src/koodrive/client.ts";
import type { ModifyShareRequest } from "../../src/koodrive/operations/share-changes.ts";
import {
  ANNA,
  CARRIER,
  CARRIER_HEADERS,
  clientFor,
  headersOf,
  NOW,
  refusedField,
  says,
  startLocalDrive,
} from "./local-drive.ts";

const SHARE_ANSWER = {
  shareLink: {
    shareId: "1689743054514187776",
    shortUrl: "1689743054514187777",
    linkUrl: "1689743054514187777",
    extractCode: "MDg2K0vU",
    comment: "",
    expireTime: "2025-05-27T01:37:49.052Z",
  },
  code: 0,
  msg: "OK",
};

const UNTOLD = {
  linkUrl: undefined,
  name: undefined,
  scope: undefined,
  status: undefined,
  sharedAt: undefined,
  containerId: undefined,
  files: undefined,
  views: undefined,
};

describe("creating a share", () => {
  const example: CreateShareRequest = {
    scope: "external",
    fileIds: ["FryfD0bDk0aWSfrlCgZVJG7hxDMCY5hkl"],
    containerId: "IAAB5thdWzxEoAsiA1681759183084696448",
    permission: { download: true },
    enabledCode: false,
    accessCode: "MDg2K0vU",
    expiresAt: new Date("2025-04-29T20:01:20.000Z"),
    invalidationType: "2",
    comment: "",
    validDays: 7,
    phoneNumbers: [],
    userIds: [],
  };

  test("sends the page's example and reads its answer", async () => {
    const drive = await startLocalDrive(says(SHARE_ANSWER));
    const made = await clientFor(drive, CARRIER).createShare(ANNA, example);

    const [request] = drive.seen;
    expect([request?.method, request?.url]).toEqual(["POST", "/koodrive/ose/v1/share"]);
    expect(headersOf(request, Object.keys(CARRIER_HEADERS))).toEqual(CARRIER_HEADERS);
    expect(request?.headers["x-traceid"]).toMatch(/^\w{58}$/);
    // The page's table wants a number for the scope, its example has the text "1": the same to any reader of either.
    expect(request?.json).toEqual({
      scope: 1,
      fileIds: ["FryfD0bDk0aWSfrlCgZVJG7hxDMCY5hkl"],
      containerId: "IAAB5thdWzxEoAsiA1681759183084696448",
      permission: { download: true },
      enabledCode: false,
      extractCode: "MDg2K0vU",
      expireTime: "2025-04-29T20:01:20.000Z",
      expiredType: "2",
      comment: "",
      validDays: 7,
    });
    expect(made).toEqual({
      share: {
        ...UNTOLD,
        shareId: "1689743054514187776",
        shortCode: "1689743054514187777",
        comment: "",
        expiresAt: new Date("2025-05-27T01:37:49.052Z"),
      },
      accessCode: "MDg2K0vU",
    });
  });

  test("leaves out what was not given", async () => {
    const drive = await startLocalDrive(says(SHARE_ANSWER));
    await clientFor(drive).createShare(ANNA, {
      scope: "people",
      fileIds: ["f"],
      containerId: "c",
      accessCode: undefined,
      comment: undefined,
      validDays: 1,
      phoneNumbers: ["+8613800000000"],
      userIds: ["1681759180324844417"],
    });
    expect(drive.seen[0]?.json).toEqual({
      scope: 3,
      fileIds: ["f"],
      containerId: "c",
      validDays: 1,
      phoneNumbers: ["+8613800000000"],
      userIds: ["1681759180324844417"],
    });
    expect(drive.seen[0]?.headers["x-hw-agentname"]).toBeUndefined();
  });

  const files = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `file${index}`);
  test.each<[string, Partial<CreateShareRequest>, string | undefined]>([
    ["no file", { fileIds: [] }, "fileIds"],
    ["1 file", { fileIds: files(1) }, undefined],
    ["100 files", { fileIds: files(100) }, undefined],
    ["101 files", { fileIds: files(101) }, "fileIds"],
    ["an empty file id", { fileIds: ["a", " "] }, "fileIds"],
    ["no space", { containerId: "" }, "containerId"],
    ["0 days", { validDays: 0 }, "validDays"],
    ["1 day", { validDays: 1 }, undefined],
    ["365 days", { validDays: 365 }, undefined],
    ["366 days", { validDays: 366 }, "validDays"],
    ["half a day", { validDays: 1.5 }, "validDays"],
    ["a code of 7", { accessCode: "abcdef1" }, "accessCode"],
    ["a code of 8", { accessCode: "zZ09aA19" }, undefined],
    ["a code of 9", { accessCode: "abcdef123" }, "accessCode"],
    ["a code with another character", { accessCode: "abcdef1-" }, "accessCode"],
    ["a code with a line break", { accessCode: "abcdef12\n" }, "accessCode"],
    ["no code", { accessCode: undefined }, undefined],
    ["a comment of 511", { comment: "文".repeat(511) }, undefined],
    ["a comment of 512", { comment: "文".repeat(512) }, "comment"],
    ["the company", { scope: "company" }, "scope"],
    ["named people", { scope: "people", phoneNumbers: ["13800000000"] }, undefined],
    ["drive users, unknown to this edition", { userIds: ["1"] }, "userIds"],
  ])("%s", async (_name, change, field) => {
    const drive = await startLocalDrive(says(SHARE_ANSWER));
    const call = clientFor(drive, CARRIER).createShare(ANNA, { ...example, ...change });
    expect(await refusedField(call)).toBe(field);
    expect(drive.seen).toHaveLength(field === undefined ? 1 : 0);
  });
});

describe("modifying a share", () => {
  const ANSWER = {
    shareLink: {
      shareId: "1689743054514187776",
      shortUrl: "1689743054514187777",
      linkUrl: "1689743054514187777",
      shareTime: "2025-05-20T01:37:49.052Z",
      expireTime: "2025-05-29T02:17:41.222Z",
      scope: 1,
      extractCode: "MDg2K0vU",
      displayName: "jpeg_20250513_103635.jpeg",
      status: 0,
      comment: "123",
      ownerId: "1681759180324844417",
      containerId: "IAAB5thdWzxEoAsiA1681759183084696448",
      viewCnt: 0,
      downloadCnt: 0,
      saveCnt: 0,
      updateTime: "2025-05-20T02:17:41.222Z",
    },
    code: 0,
    msg: "Success.",
  };
  const example: ModifyShareRequest = {
    shareId: "1689743054514187776",
    end: { kind: "days", days: 9, expiresAt: new Date("2025-05-29T02:00:39.952Z") },
    accessCode: "MDg2K0vU",
    comment: "123",
  };

  test("sends the page's example and reads its answer", async () => {
    const drive = await startLocalDrive(says(ANSWER));
    const changed = await clientFor(drive, CARRIER).modifyShare(ANNA, example);

    const [request] = drive.seen;
    expect([request?.method, request?.url]).toEqual(["PUT", "/koodrive/ose/v1/share/1689743054514187776"]);
    expect(headersOf(request, Object.keys(CARRIER_HEADERS))).toEqual(CARRIER_HEADERS);
    expect(request?.json).toEqual({
      expireTime: "2025-05-29T02:00:39.952Z",
      extractCode: "MDg2K0vU",
      comment: "123",
      validDays: 9,
    });
    expect(changed).toEqual({
      share: {
        shareId: "1689743054514187776",
        shortCode: "1689743054514187777",
        linkUrl: undefined,
        name: "jpeg_20250513_103635.jpeg",
        scope: "external",
        status: "live",
        expiresAt: new Date("2025-05-29T02:17:41.222Z"),
        sharedAt: new Date("2025-05-20T01:37:49.052Z"),
        comment: "123",
        containerId: "IAAB5thdWzxEoAsiA1681759183084696448",
        files: undefined,
        views: 0,
      },
      accessCode: "MDg2K0vU",
    });
  });

  const inDays = (days: number): string => new Date(NOW.getTime() + days * 86_400_000).toISOString();
  test.each<[string, "enterprise" | "carrier", ModifyShareRequest["end"], string | undefined, unknown]>([
    ["keep, enterprise: 0 leaves it", "enterprise", { kind: "keep" }, inDays(2), { validDays: 0 }],
    ["3 days", "enterprise", { kind: "days", days: 3 }, undefined, { validDays: 3 }],
    ["no end, carrier: 0 takes it away", "carrier", { kind: "none" }, undefined, { validDays: 0 }],
    ["keep, carrier, no end so far", "carrier", { kind: "keep" }, undefined, { validDays: 0 }],
    ["keep, carrier, 2 days left", "carrier", { kind: "keep" }, inDays(2), { validDays: 2, expireTime: inDays(2) }],
    ["keep, carrier, 2 and a bit", "carrier", { kind: "keep" }, inDays(2.1), { validDays: 3, expireTime: inDays(2.1) }],
    ["keep, carrier, 400 days", "carrier", { kind: "keep" }, inDays(400), { validDays: 365, expireTime: inDays(400) }],
  ])("says the end as the edition needs it: %s", async (_name, edition, end, expireTime, body) => {
    const drive = await startLocalDrive(says({ ...ANSWER, shareLink: { ...ANSWER.shareLink, expireTime } }));
    await clientFor(drive, edition === "carrier" ? CARRIER : {}).modifyShare(ANNA, { shareId: "1", end });
    expect(drive.seen.at(-1)?.json).toEqual(body);
  });

  test("does not keep the end of a carrier share that has ended", async () => {
    const drive = await startLocalDrive(
      says({ ...ANSWER, shareLink: { ...ANSWER.shareLink, expireTime: inDays(-1) } }),
    );
    const call = clientFor(drive, CARRIER).modifyShare(ANNA, { shareId: "1", end: { kind: "keep" } });
    await expect(call).rejects.toMatchObject({ code: "conflict", field: "end" });
    expect(drive.seen.map(({ method }) => method)).toEqual(["GET"]);
  });

  test.each<[string, "enterprise" | "carrier", Partial<ModifyShareRequest>, string | undefined]>([
    ["0 days", "carrier", { end: { kind: "days", days: 0 } }, "end"],
    ["1 day", "carrier", { end: { kind: "days", days: 1 } }, undefined],
    ["365 days", "carrier", { end: { kind: "days", days: 365 } }, undefined],
    ["366 days", "carrier", { end: { kind: "days", days: 366 } }, "end"],
    ["no end where the edition cannot", "enterprise", { end: { kind: "none" } }, "end"],
    ["a code of 7", "carrier", { accessCode: "abcdef1" }, "accessCode"],
    ["a code of 8", "carrier", { accessCode: "abcdef12" }, undefined],
    ["a code of 9", "carrier", { accessCode: "abcdef123" }, "accessCode"],
    ["an empty code", "carrier", { accessCode: "" }, "accessCode"],
    ["a comment of 511", "carrier", { comment: "x".repeat(511) }, undefined],
    ["a comment of 512", "carrier", { comment: "x".repeat(512) }, "comment"],
    ["no share", "carrier", { shareId: "" }, "shareId"],
  ])("%s", async (_name, edition, change, field) => {
    const drive = await startLocalDrive(says(ANSWER));
    const client = clientFor(drive, edition === "carrier" ? CARRIER : {});
    expect(await refusedField(client.modifyShare(ANNA, { ...example, ...change }))).toBe(field);
    expect(drive.seen).toHaveLength(field === undefined ? 1 : 0);
  });
});
