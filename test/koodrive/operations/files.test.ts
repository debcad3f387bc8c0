import { describe, expect, test } from "vitest";
import { ANNA, type Answer, CARRIER, clientFor, refusedField, says, startLocalDrive } from "../local-drive.ts";

const FOUND = {
  id: "f1",
  fileSuffix: "xlsx",
  fileName: "预算.xlsx",
  fileType: "27",
  size: "2048",
  updateTime: "2025-05-19 08:00:00",
  namePath: "/IAABpersonal/财务/2025/预算.xlsx",
  containerId: "IAABpersonal",
  containerType: "1",
};
const FILE = {
  fileId: "f1",
  containerId: "IAABpersonal",
  name: "预算.xlsx",
  kind: "spreadsheet",
  size: 2048,
  path: ["财务", "2025"],
  updatedAt: new Date("2025-05-19T08:00:00.000Z"),
};

const SPACES: Readonly<Record<string, unknown>> = {
  "0": { containerId: "dept", ownerId: "d1", type: "0" },
  "1": { containerId: "mine", ownerId: ANNA.userId, type: "1" },
  "2": [{ containerId: "team", ownerId: "g1", type: "2" }],
};

/** Answers questions about spaces, and all others with this body. */
const withSpaces =
  (body: unknown): Answer =>
  (request, response, count) => {
    const type = new URL(request.url, "http://x").searchParams.get("type");
    const isSpaces = request.url.includes("/space/");
    says(isSpaces ? { code: 0, data: SPACES[type ?? ""] } : body)(request, response, count);
  };

describe("search", () => {
  test("in the personal space when none is named", async () => {
    const drive = await startLocalDrive(says({ code: 0, total: 1, files: [FOUND], nextPageCursor: "n" }));
    expect(await clientFor(drive).searchFiles(ANNA, { keyword: "预" })).toEqual({ items: [FILE], next: "n" });
    expect([drive.seen[0]?.url, drive.seen[0]?.json]).toEqual([
      "/koodrive/ose/v1/files/search",
      {
        searchType: "personal",
        pageInfo: { pageSize: 100, pageCursor: "" },
        filter: { keyWord: "预" },
        recursived: true,
      },
    ]);
  });

  test.each([
    ["mine", "personal"],
    ["team", "team"],
    ["dept", "team"],
    ["unknown", "personal"],
  ])("in the space %s", async (containerId, searchType) => {
    const drive = await startLocalDrive(withSpaces({ code: 0, files: [] }));
    const client = clientFor(drive);
    const query = { keyword: "a", containerId, foldersOnly: true, pageSize: 20, cursor: "n" };
    expect(await client.searchFiles(ANNA, query)).toEqual({ items: [], next: undefined });
    expect(drive.seen.at(-1)?.json).toEqual({
      searchType,
      pageInfo: { pageSize: 20, pageCursor: "n" },
      filter: { keyWord: "a", containerId, fileType: "10" },
      recursived: true,
    });
    await client.searchFiles(ANNA, query);
    // The spaces are asked for once, not with each letter typed.
    expect(drive.seen.filter(({ url }) => url.includes("/space/"))).toHaveLength(3);
  });

  test.each([
    ["", "keyword"],
    ["x", undefined],
    ["文".repeat(255), undefined],
    ["文".repeat(256), "keyword"],
  ])("keyword %#", async (keyword, field) => {
    const drive = await startLocalDrive(says({ code: 0, files: [] }));
    expect(await refusedField(clientFor(drive).searchFiles(ANNA, { keyword }))).toBe(field);
  });
});

describe("a folder", () => {
  const body = (containerId: string, fileType?: string) => ({
    pageInfo: { pageSize: 100, pageCursor: "" },
    containerId,
    parentFileId: "root",
    ...(fileType === undefined ? {} : { fileType }),
  });

  test.each([
    ["mine", "/koodrive/ose/v1/files/0", body("mine")],
    ["unknown", "/koodrive/ose/v1/files/0", body("unknown")],
    ["team", "/koodrive/ose/v1/files/g1/0", body("team")],
    [
      "dept",
      "/koodrive/ose/v1/files/search",
      {
        searchType: "team",
        pageInfo: { pageSize: 100, pageCursor: "" },
        filter: { containerId: "dept", parentFolder: "root" },
        recursived: false,
      },
    ],
  ])("of the space %s", async (containerId, url, expected) => {
    const drive = await startLocalDrive(withSpaces({ code: 0, files: [FOUND] }));
    const page = await clientFor(drive).listFolder(ANNA, { containerId, folderId: "root" });
    expect(page).toEqual({ items: [FILE], next: undefined });
    expect([drive.seen.at(-1)?.url, drive.seen.at(-1)?.json]).toEqual([url, expected]);
  });

  test("of a carrier: always personal, folders only", async () => {
    const drive = await startLocalDrive(says({ code: 0, files: [] }));
    await clientFor(drive, CARRIER).listFolder(ANNA, { containerId: "c", folderId: "root", foldersOnly: true });
    expect(drive.seen.map(({ url, json }) => [url, json])).toEqual([["/koodrive/ose/v1/files/0", body("c", "10")]]);
  });

  test.each([
    ["files", { files: [FOUND], nextPageCursor: "n" }],
    ["fileList", { fileList: [FOUND], nextCursor: "n" }],
    ["list", { list: [FOUND], pageInfo: { nextPageCursor: "n" } }],
    ["data", { data: [FOUND], pageInfo: { nextCursor: "n" } }],
  ])("its list may be named %s", async (_name, given) => {
    const drive = await startLocalDrive(says({ code: 0, ...given }));
    const page = await clientFor(drive, CARRIER).listFolder(ANNA, { containerId: "c", folderId: "root" });
    expect(page).toEqual({ items: [FILE], next: "n" });
  });

  test.each([
    [{ containerId: "c".repeat(64), folderId: "f".repeat(64) }, undefined],
    [{ containerId: "c".repeat(65), folderId: "f" }, "containerId"],
    [{ containerId: "c", folderId: "f".repeat(65) }, "folderId"],
    [{ containerId: "c", folderId: "" }, "folderId"],
  ])("ids %#", async (query, field) => {
    const drive = await startLocalDrive(says({ code: 0, files: [] }));
    expect(await refusedField(clientFor(drive, CARRIER).listFolder(ANNA, query))).toBe(field);
  });
});

describe("one file", () => {
  test("in detail, whose answer has no frame", async () => {
    const drive = await startLocalDrive(
      says({
        id: "f1",
        fileName: "a.zip",
        fileType: "35",
        size: 5,
        recycled: true,
        containers: ["c"],
        editedTime: "2025-05-19T08:00:00Z",
      }),
    );
    expect(await clientFor(drive).fileDetail(ANNA, { fileId: "f/1", containerId: "c" })).toEqual({
      fileId: "f1",
      containerId: "c",
      name: "a.zip",
      kind: "archive",
      size: 5,
      path: undefined,
      updatedAt: new Date("2025-05-19T08:00:00.000Z"),
      recycled: true,
    });
    expect([drive.seen[0]?.url, drive.seen[0]?.json]).toEqual([
      "/koodrive/ose/v1/files/f%2F1/detail",
      { containerId: "c" },
    ]);
  });

  test.each([13000309, 13000302, 13000411])("that is not there: %s", async (code) => {
    const drive = await startLocalDrive(says({ code, msg: "no" }, 400));
    const call = clientFor(drive).fileDetail(ANNA, { fileId: "f", containerId: "c" });
    await expect(call).rejects.toMatchObject({ code: "not-found" });
  });

  test("its full path, without the first segment that is made up", async () => {
    const drive = await startLocalDrive(
      says({ code: "0", fileIdPath: "/rootIAAB/d1/f1", namePath: "/IAAB/财务/预算.xlsx" }),
    );
    expect(await clientFor(drive).fullPath(ANNA, { fileId: "f1", containerId: "IAAB" })).toEqual({
      names: ["财务", "预算.xlsx"],
      ids: ["d1", "f1"],
    });
    expect(drive.seen[0]?.url).toBe("/koodrive/ose/v1/files/path?fileId=f1&containerId=IAAB");
  });

  test("links to download, of which some failed", async () => {
    const drive = await startLocalDrive(
      says({
        code: 0,
        batchCode: 0,
        downloads: [
          { fileId: "a", fileName: "a.txt", url: "https://obs.example/a", code: "0" },
          { fileId: "b", fileName: "b.txt", code: "13000407", msg: "no address" },
        ],
      }),
    );
    expect(await clientFor(drive).downloadLinks(ANNA, { containerId: "c", fileIds: ["a", "b"] })).toEqual({
      result: "some",
      links: [
        { kind: "link", fileId: "a", name: "a.txt", url: "https://obs.example/a" },
        { kind: "failed", fileId: "b", name: "b.txt", remote: { code: "13000407", message: "no address" } },
      ],
    });
    expect(drive.seen[0]?.json).toEqual({ containerId: "c", fileIds: ["a", "b"] });
  });

  test.each([
    [0, "fileIds"],
    [1, undefined],
    [100, undefined],
    [101, "fileIds"],
  ])("links for %s files", async (count, field) => {
    const drive = await startLocalDrive(says({ code: 0, downloads: [] }));
    const fileIds = Array.from({ length: count }, (_, index) => `${index}`);
    expect(await refusedField(clientFor(drive).downloadLinks(ANNA, { containerId: "c", fileIds }))).toBe(field);
  });
});

describe("spaces", () => {
  test("of the enterprise edition: of each kind", async () => {
    const drive = await startLocalDrive(withSpaces({}));
    expect(await clientFor(drive).listSpaces(ANNA)).toEqual([
      { containerId: "mine", kind: "personal", name: undefined, ownerId: ANNA.userId },
      { containerId: "dept", kind: "department", name: undefined, ownerId: "d1" },
      { containerId: "team", kind: "group", name: undefined, ownerId: "g1" },
    ]);
    expect(drive.seen.map(({ url }) => url).sort()).toEqual(
      [0, 1, 2].map((type) => `/koodrive/ose/v2/space/${ANNA.userId}?type=${type}`),
    );
  });

  test("of the carrier edition: the personal one", async () => {
    const drive = await startLocalDrive(says({ code: 0, data: { containerId: "mine" } }));
    expect(await clientFor(drive, CARRIER).listSpaces(ANNA)).toEqual([
      { containerId: "mine", kind: "personal", name: undefined, ownerId: ANNA.userId },
    ]);
    expect(drive.seen.map(({ url }) => url)).toEqual([`/koodrive/ose/v1/space/${ANNA.userId}?type=1`]);
  });

  test("a refusal for one kind is no space of it; for all it is a failure", async () => {
    const some = await startLocalDrive((request, response, count) => {
      const type = new URL(request.url, "http://x").searchParams.get("type");
      says(type === "1" ? { code: 0, data: [SPACES["1"]] } : { code: 13000301, msg: "none" })(request, response, count);
    });
    expect((await clientFor(some).listSpaces(ANNA)).map(({ containerId }) => containerId)).toEqual(["mine"]);
    const none = await startLocalDrive(says({ code: 13000410, msg: "no" }));
    await expect(clientFor(none).listSpaces(ANNA)).rejects.toMatchObject({ code: "not-allowed" });
    const broken = await startLocalDrive(says("", 503));
    await expect(clientFor(broken).listSpaces(ANNA)).rejects.toMatchObject({ code: "unavailable" });
  });

  test.each([
    ["a list in an object", { list: [SPACES["1"]] }],
    ["another", { spaces: [SPACES["1"]] }],
    ["every space for each kind", Object.values(SPACES).flat()],
    ["nothing", undefined],
    ["null", null],
  ])("in whatever form: %s", async (_name, data) => {
    const drive = await startLocalDrive(says({ code: 0, data }));
    const ids = (await clientFor(drive).listSpaces(ANNA)).map(({ containerId }) => containerId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.includes("mine")).toBe(data !== undefined && data !== null);
  });
});
