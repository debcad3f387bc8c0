import { describe, expect, test } from "vitest";
import { ANNA, CARRIER, clientFor, refusedField, says, startLocalDrive } from "../local-drive.ts";

const LISTED = {
  shareId: "1689743054514187776",
  shortUrl: 1689743054514187,
  linkUrl: "https://drive.example/cloudfile/#/sharelink/i/1689743054514187",
  shareTime: "2025-05-20T01:37:49.052Z",
  displayName: "报告.docx",
  expireTime: "2025-05-29T02:17:41.222Z",
  comment: "for you",
  containerId: "c1",
  scope: "3",
  status: 2,
  viewCnt: "7",
  files: [
    {
      id: "f1",
      fileName: "报告.docx",
      fileType: "26",
      size: 1024,
      containers: ["c1"],
      editedTime: "2025-05-19T00:00:00.000Z",
    },
    { id: "f2", fileName: "folder", fileType: "10", size: 0 },
  ],
};

const SHARE = {
  shareId: "1689743054514187776",
  shortCode: "1689743054514187",
  linkUrl: "https://drive.example/cloudfile/#/sharelink/i/1689743054514187",
  name: "报告.docx",
  scope: "people",
  status: "revoked",
  expiresAt: new Date("2025-05-29T02:17:41.222Z"),
  sharedAt: new Date("2025-05-20T01:37:49.052Z"),
  comment: "for you",
  containerId: "c1",
  files: [
    {
      fileId: "f1",
      containerId: "c1",
      name: "报告.docx",
      kind: "document",
      size: 1024,
      path: undefined,
      updatedAt: new Date("2025-05-19T00:00:00.000Z"),
    },
    {
      fileId: "f2",
      containerId: "c1",
      name: "folder",
      kind: "folder",
      size: undefined,
      path: undefined,
      updatedAt: undefined,
    },
  ],
  views: 7,
};

describe("lists of shares", () => {
  test("mine, newest first, by part of a name", async () => {
    const drive = await startLocalDrive(says({ code: "0", shareLinks: [LISTED], nextCursor: "17" }));
    const page = await clientFor(drive).listMyShares(ANNA, { name: "报 告", pageSize: 5, cursor: "3" });
    expect(page).toEqual({ items: [SHARE], next: "17" });
    expect([drive.seen[0]?.method, drive.seen[0]?.url]).toEqual([
      "GET",
      "/koodrive/ose/v1/share?pageSize=5&pageCursor=3&sortType=4&sortDirection=2&displayName=%E6%8A%A5%20%E5%91%8A",
    ]);
  });

  test("received, with whose they are", async () => {
    const drive = await startLocalDrive(says({ code: 0, shareLinks: [{ ...LISTED, ownerId: 5, ownerName: "Bob" }] }));
    expect(await clientFor(drive).listReceivedShares(ANNA, {})).toEqual({
      items: [{ share: SHARE, ownerId: "5", ownerName: "Bob" }],
      next: undefined,
    });
    expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/share/received?sortType=4&sortDirection=2");
  });

  test("one received", async () => {
    const drive = await startLocalDrive(says({ code: 0, shareLink: { ...LISTED, ownerId: "5" } }));
    expect(await clientFor(drive).receivedShareDetail(ANNA, "1")).toEqual({
      share: SHARE,
      ownerId: "5",
      ownerName: undefined,
    });
    expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/share/received/1");
  });

  test.each([
    [0, "pageSize"],
    [1, undefined],
    [100, undefined],
    [101, "pageSize"],
  ])("%s on a page", async (pageSize, field) => {
    const drive = await startLocalDrive(says({ code: 0, shareLinks: [] }));
    const client = clientFor(drive);
    expect(await refusedField(client.listMyShares(ANNA, { pageSize }))).toBe(field);
    expect(await refusedField(client.listReceivedShares(ANNA, { pageSize }))).toBe(field);
  });
});

test("a share's detail: an id goes into the path encoded, and cannot climb in it", async () => {
  const drive = await startLocalDrive(says({ code: 0, shareLink: { shareId: "1", extractCode: "" } }));
  const client = clientFor(drive);
  expect((await client.shareDetail(ANNA, "../a?b")).accessCode).toBeUndefined();
  expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/share/..%2Fa%3Fb");
  expect(await refusedField(client.shareDetail(ANNA, ".."))).toBe("shareId");
  expect(await refusedField(client.shareDetail(ANNA, ""))).toBe("shareId");
});

describe("cancelling shares", () => {
  const REFUSED = {
    kind: "refused",
    code: "not-found",
    remote: { code: "13000309", message: "gone" },
  };
  test.each([
    [
      "each by its id, in any order",
      {
        code: 0,
        subResponseList: [
          { shareId: "2", code: 13000309, msg: "gone" },
          { shareId: "1", code: 0 },
        ],
      },
      [{ kind: "cancelled" }, REFUSED],
    ],
    [
      "each by its place, where no ids are sent",
      {
        code: "0",
        subResponseList: [
          { code: "0", msg: "ok" },
          { code: "13000309", msg: "gone" },
        ],
      },
      [{ kind: "cancelled" }, REFUSED],
    ],
    [
      "one left out",
      { code: 0, subResponseList: [{ shareId: "1", code: 0 }] },
      [{ kind: "cancelled" }, { kind: "unconfirmed" }],
    ],
    [
      "fewer than asked, and no ids",
      { code: 0, subResponseList: { code: 0 } },
      [{ kind: "unconfirmed" }, { kind: "unconfirmed" }],
    ],
    ["not a word", { code: 0 }, [{ kind: "unconfirmed" }, { kind: "unconfirmed" }]],
  ])("%s", async (_name, body, outcomes) => {
    const drive = await startLocalDrive(says(body));
    const cancelled = await clientFor(drive, CARRIER).cancelShares(ANNA, ["1", "2"]);
    expect(cancelled).toEqual([
      { shareId: "1", outcome: outcomes[0] },
      { shareId: "2", outcome: outcomes[1] },
    ]);
    expect([drive.seen[0]?.method, drive.seen[0]?.url, drive.seen[0]?.json]).toEqual([
      "POST",
      "/koodrive/ose/v1/share/cancel",
      { shareIds: ["1", "2"] },
    ]);
  });

  test.each([
    [0, "shareIds"],
    [1, undefined],
    [100, undefined],
    [101, "shareIds"],
  ])("%s shares at once", async (count, field) => {
    const drive = await startLocalDrive(says({ code: 0, subResponseList: [] }));
    const ids = Array.from({ length: count }, (_, index) => `${index}`);
    expect(await refusedField(clientFor(drive).cancelShares(ANNA, ids))).toBe(field);
  });
});
