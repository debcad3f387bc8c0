import { describe, expect, test } from "vitest";
import type { KooDrive } from "../../../src/koodrive/client.ts";
import { ANNA, CARRIER, clientFor, says, startLocalDrive } from "../local-drive.ts";

const LINK = {
  shareId: "1689743054514187776",
  shortUrl: "1689743054514187777",
  shareTime: "2025-05-20T01:37:49.052Z",
  ownerId: "5",
  ownerName: "Bob",
  permission: { preview: true },
  expireTime: "2025-05-29T02:17:41.222Z",
  status: 0,
  expireDate: "3",
};
const INFO = {
  shareId: "1689743054514187776",
  shortCode: "1689743054514187777",
  ownerId: "5",
  ownerName: "Bob",
  status: "live",
  sharedAt: new Date("2025-05-20T01:37:49.052Z"),
  expiresAt: new Date("2025-05-29T02:17:41.222Z"),
  daysLeft: 3,
};
const BODY = {
  code: 0,
  link: LINK,
  kdstoken: "aea2968ec8cfac338cd4647f071c44644c491d0a2039cd6c",
  downloadUrl: "https://obs.example/f?Signature=x",
  files: [
    { id: "f", fileName: "a.png", fileType: "15", size: 3, containers: ["c"], editedTime: "2025-05-19T00:00:00.000Z" },
  ],
  nextCursor: "n",
};
const FILE = {
  fileId: "f",
  containerId: "c",
  name: "a.png",
  kind: "picture",
  size: 3,
  path: undefined,
  updatedAt: new Date("2025-05-19T00:00:00.000Z"),
};

const CALLS: readonly (readonly [string, (client: KooDrive) => Promise<unknown>, unknown, string, unknown])[] = [
  ["visit", (client) => client.visitLink(ANNA, "17"), undefined, "GET /visit?shortUrl=17", undefined],
  ["info", (client) => client.linkInfo(ANNA, "17"), INFO, "GET /userInfo?shortUrl=17", undefined],
  [
    "verify",
    (client) => client.verifyAccessCode(ANNA, { shortCode: "17", accessCode: "MDg2K0vU" }),
    { shareToken: "aea2968ec8cfac338cd4647f071c44644c491d0a2039cd6c" },
    "POST /verify",
    { shortUrl: "17", extractCode: "MDg2K0vU" },
  ],
  [
    "files at the top",
    (client) => client.listShareFiles(ANNA, { shortCode: "17" }),
    { items: [FILE], next: "n", link: INFO },
    "POST /files",
    { shortUrl: "17", pageSize: 100, sortType: 4, sortDirection: 2 },
  ],
  [
    "files in a folder",
    (client) =>
      client.listShareFiles(ANNA, {
        shortCode: "17",
        folderId: "d",
        shareToken: "00ff",
        name: "a",
        order: "name",
        countView: true,
        pageSize: 5,
        cursor: "n",
      }),
    { items: [FILE], next: "n", link: INFO },
    "POST /files",
    {
      shortUrl: "17",
      parentFolder: "d",
      pageSize: 5,
      pageCursor: "n",
      sortType: 1,
      sortDirection: 1,
      kdstoken: "00ff",
      refreshCount: true,
      fileName: "a",
    },
  ],
  [
    "download",
    (client) => client.downloadSharedFile(ANNA, { shareId: "1", fileId: "f", shareToken: "00ff" }),
    { url: "https://obs.example/f?Signature=x" },
    "POST /download",
    { shareId: "1", fileId: "f", kdstoken: "00ff" },
  ],
];

describe("opening somebody's link", () => {
  test.each(CALLS)("%s, signed in", async (_name, act, expected, line, body) => {
    const drive = await startLocalDrive(says(BODY));
    expect(await act(clientFor(drive))).toEqual(expected);
    const [request] = drive.seen;
    expect([`${request?.method} ${request?.url}`, request?.json]).toEqual([
      line.replace(" ", " /koodrive/ose/v1/share"),
      body,
    ]);
    expect(request?.headers["authorization"]).toBe("Bearer 0123456789abcdef");
  });

  test.each(CALLS)("%s, without an account, as carriers do", async (_name, act, expected, line, body) => {
    const drive = await startLocalDrive(says({ ...BODY, code: "0" }));
    expect(await act(clientFor(drive, CARRIER))).toEqual(expected);
    const [request] = drive.seen;
    expect([`${request?.method} ${request?.url}`, request?.json]).toEqual([
      line.replace(" ", " /koodrive/ose/v1/share/public"),
      body,
    ]);
    expect({
      authorization: request?.headers["authorization"],
      userId: request?.headers["x-user-id"],
      date: request?.headers["x-date"],
      agentName: request?.headers["x-hw-agentname"],
    }).toEqual({ authorization: undefined, userId: undefined, date: undefined, agentName: "examplecarrier" });
  });

  test.each([
    ["a code nobody knows", says({ code: 13000999, msg: "提取码错误" }), { code: "invalid", field: "accessCode" }],
    ["a wrong parameter", says({ code: "13000102", msg: "no" }, 400), { code: "invalid", field: "accessCode" }],
    ["no code at all", says({}, 400), { code: "invalid", field: "accessCode" }],
    ["the share is gone", says({ code: 13000309, msg: "gone" }), { code: "not-found", field: undefined }],
    ["the space is not active", says({ code: 13000412, msg: "no" }), { code: "conflict", field: undefined }],
    ["not signed in", says({ code: 401, msg: "no" }, 401), { code: "not-signed-in", field: undefined }],
    ["too often", says({}, 429), { code: "limited", field: undefined }],
    ["out of order", says({}, 500), { code: "unavailable", field: undefined }],
  ])("a wrong access code is told from: %s; and is tried once", async (_name, answer, expected) => {
    const drive = await startLocalDrive(answer);
    const call = clientFor(drive).verifyAccessCode(ANNA, { shortCode: "17", accessCode: "MDg2K0vU" });
    await expect(call).rejects.toMatchObject(expected);
    expect(drive.seen).toHaveLength(1);
  });

  test.each([
    ["no right", says({ code: 13000410, msg: "no" }), { code: "not-allowed", field: "accessCode" }],
    ["a code nobody knows", says({ code: 13000999, msg: "no token" }), { code: "not-allowed", field: "accessCode" }],
    ["the share is gone", says({ code: 13000309, msg: "gone" }), { code: "not-found", field: undefined }],
    ["a file in the bin", says({ code: 13000306, msg: "bin" }), { code: "conflict", field: undefined }],
    ["a wrong parameter", says({ code: 13000102, msg: "no" }), { code: "invalid", field: undefined }],
    ["out of order", says({}, 500), { code: "unavailable", field: undefined }],
  ])("a missing or stale token is told from other refusals: %s", async (_name, answer, expected) => {
    const client = clientFor(await startLocalDrive(answer));
    const query = { shortCode: "17", countView: true };
    await expect(client.listShareFiles(ANNA, query)).rejects.toMatchObject(expected);
    const file = { shareId: "1", fileId: "f" };
    await expect(client.downloadSharedFile(ANNA, file)).rejects.toMatchObject(expected);
  });

  test("a carrier's links can be opened signed in as well", async () => {
    const drive = await startLocalDrive(says(BODY));
    await clientFor(drive, { ...CARRIER, publicLinks: false }).visitLink(ANNA, "17");
    expect(drive.seen.map(({ url }) => url)).toEqual(["/koodrive/ose/v1/share/visit?shortUrl=17"]);
  });

  test("the public side is of the carrier edition", async () => {
    expect(() => clientFor({ url: "http://127.0.0.1:1" }, { publicLinks: true })).toThrow(
      expect.objectContaining({ code: "invalid", field: "publicLinks" }),
    );
  });
});
