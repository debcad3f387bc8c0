import { describe, expect, test } from "vitest";
import { personalFileId, SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { type Caller, startDrive, V1 } from "./support.ts";

const { mei } = SEED.users;
const { brochure, contacts, springFolder } = SEED.files;
const draft = personalFileId("mei", "Draft.docx");
const page = { pageInfo: { pageSize: 100, pageCursor: "" } };
type Listed = { readonly fileName: string; readonly id: string };
const names = (files: readonly Listed[]) => files.map((file) => file.fileName);
const search = (call: Caller, body: object) =>
  call("POST", `${V1}/files/search`, { searchType: "team", ...page, ...body });

describe("POST /koodrive/ose/v1/files/{type}", () => {
  test("lists the own space, as search would", async () => {
    const { call } = await startDrive();
    const reply = await call("POST", `${V1}/files/0`, { sortInfo: { sortType: 1, sortDirection: 1 } });
    expect(names(reply.json.files)).toEqual([
      "Documents 文档",
      "Draft.docx",
      "From Slack",
      "Photos 照片",
      "Presentation.pptx",
      "个人总结.docx",
    ]);
    expect(reply.json.files[1]).toEqual({
      id: draft,
      fileSuffix: "docx",
      fileName: "Draft.docx",
      fileType: "26",
      size: expect.stringMatching(/^\d+$/),
      updateTime: expect.stringMatching(/^20\d\d-.*Z$/),
      namePath: `root-${mei.personal}/Draft.docx`,
      idPath: `root-${mei.personal}/${draft}`,
      downloadLinks: [],
      containerId: mei.personal,
      containerType: "1",
      favorite: false,
      owner: mei.id,
    });
  });

  test("cuts a folder into pages, with empty ones where that reading is on", async () => {
    const { call } = await startDrive({ readings: { emptyPages: true } });
    const parentFileId = personalFileId("mei", "Photos 照片");
    const sizes: number[] = [];
    const seen = new Set<string>();
    for (let pageCursor = ""; ; ) {
      const { json } = await call("POST", `${V1}/files/0`, { parentFileId, pageInfo: { pageSize: 4, pageCursor } });
      sizes.push(json.files.length);
      for (const file of json.files as readonly Listed[]) seen.add(file.id);
      if (json.nextPageCursor === "") break;
      pageCursor = json.nextPageCursor;
    }
    expect([sizes, seen.size]).toEqual([[4, 0, 2], 6]);
  });

  test.each([
    ["a type of none", "2", {}, 13000102],
    ["page size 0", "0", { pageInfo: { pageSize: 0 } }, 13000102],
    ["page size 101", "0", { pageInfo: { pageSize: 101 } }, 13000102],
    ["a parent of 65 characters", "0", { parentFileId: "a".repeat(65) }, 13000102],
    ["a space id of 65 characters", "0", { containerId: "a".repeat(65) }, 13000102],
    ["a file type of none", "0", { fileType: "99" }, 13000102],
    ["a team's space", "0", { containerId: SEED.spaces.marketing.id }, 13000102],
    ["another's space", "0", { containerId: SEED.users.tom.personal }, 13000410],
    ["a folder that is not there", "0", { parentFileId: "Fgone" }, 13000304],
    ["a file as a folder", "0", { parentFileId: draft }, 13000304],
    ["the empty bin", "1", {}, 0],
    ["the safe box", "0", { parentFileId: "sbox" }, 0],
    ["folders only", "0", { fileType: "10" }, 0],
  ])("%s", async (_, type, body, code) => {
    const { call } = await startDrive();
    const reply = await call("POST", `${V1}/files/${type}`, body);
    expect([reply.status, reply.json.code]).toEqual([code === 0 ? 200 : 400, code]);
  });
});

describe("POST /koodrive/ose/v1/files/{groupId}/{type}", () => {
  test("lists a team's folder for its members", async () => {
    const { call } = await startDrive();
    const list = (groupId: string, body: object = {}) => call("POST", `${V1}/files/${groupId}/0`, body);
    const top = await list(SEED.departments.marketing.id, { sortInfo: { sortType: 1, sortDirection: 1 } });
    expect(names(top.json.files)).toEqual(expect.arrayContaining(["Brand 品牌", "Campaigns 活动", contacts.name]));
    expect(top.json.files[0]).toMatchObject({ teamName: "Marketing 市场部", teamId: SEED.departments.marketing.id });
    const inside = await list(SEED.departments.marketing.id, { parentFileId: springFolder.id });
    expect(names(inside.json.files)).toContain(brochure.name);
    expect((await list(SEED.groups.aurora.id)).json.total).toBe(6);
    expect((await list(SEED.departments.finance.id)).json.code).toBe(13000410);
    expect((await list("1")).json.code).toBe(13000301);
  });
});

describe("POST /koodrive/ose/v1/files/search", () => {
  test("finds by part of a name in all that I can reach", async () => {
    const { call } = await startDrive();
    const deep = await search(call, { filter: { keyWord: "BROCHURE" }, recursived: true });
    expect([deep.json.total, names(deep.json.files), deep.json.nextPageCursor]).toEqual([1, [brochure.name], ""]);
    const flat = await search(call, { filter: { keyWord: "brochure" } });
    expect(flat.json.total).toBe(0);
    const chinese = await search(call, { filter: { keyWord: "发布会" }, recursived: true });
    expect(chinese.json.total).toBe(2);
    const folder = await search(call, {
      filter: { containerId: brochure.containerId, parentFolder: springFolder.id, fileType: "28" },
    });
    expect(names(folder.json.files)).toEqual(["春季发布会 主题演讲.pptx"]);
    const own = await search(call, { searchType: "personal", filter: { keyWord: "draft" } });
    expect(own.json.files.map((file: Listed) => file.id)).toEqual([draft]);
    const bin = await search(call, { searchType: "personal", recycled: true });
    expect(bin.json.total).toBe(0);
  });

  test.each([
    ["enterprise", { searchType: "" }, 13000414],
    ["enterprise", { searchType: undefined }, 13000414],
    ["enterprise", { searchType: "all" }, 13000413],
    ["carrier", { searchType: "team" }, 13000413],
    ["carrier", { searchType: "personal" }, 0],
    ["enterprise", { pageInfo: undefined }, 13000102],
    ["enterprise", { pageInfo: { pageSize: 1, pageCursor: "" } }, 0],
    ["enterprise", { pageInfo: { pageSize: 0, pageCursor: "" } }, 13000102],
    ["enterprise", { pageInfo: { pageSize: 101, pageCursor: "" } }, 13000102],
    ["enterprise", { pageInfo: { pageSize: 1, pageCursor: "?" } }, 13000102],
    ["enterprise", { filter: { keyWord: "a".repeat(255) } }, 0],
    ["enterprise", { filter: { keyWord: "a".repeat(256) } }, 13000102],
    ["enterprise", { filter: { keyWord: "" } }, 13000102],
    ["enterprise", { filter: { parentFolder: springFolder.id } }, 13000102],
    ["enterprise", { filter: { containerId: SEED.spaces.finance.id } }, 13000410],
    ["enterprise", { imageProcess: "a".repeat(300) }, 0],
    ["enterprise", { imageProcess: "a".repeat(301) }, 13000102],
  ] as const)("%s, %j", async (edition, body, code) => {
    const { call } = await startDrive({ edition });
    expect((await search(call, body)).json.code).toBe(code);
  });
});

describe("POST /koodrive/ose/v1/files/{fileId}/detail", () => {
  test("is flat, sizes are numbers", async () => {
    const { call } = await startDrive();
    const reply = await call("POST", `${V1}/files/${contacts.id}/detail`, { containerId: contacts.containerId });
    expect(reply.json).toEqual({
      code: 0,
      msg: "Success.",
      id: contacts.id,
      fileName: contacts.name,
      fileType: "27",
      mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      recycled: false,
      parentFolder: ["root"],
      properties: {},
      containers: [contacts.containerId],
      createdTime: expect.stringMatching(/Z$/),
      editedTime: expect.stringMatching(/Z$/),
      owners: [expect.any(String)],
      lastEditor: expect.any(String),
      fullFileSuffix: "xlsx",
      fileSuffix: "xlsx",
      size: expect.any(Number),
      attachments: [],
    });
  });

  test.each([
    ["no space", {}, 13000102],
    ["another space", { containerId: mei.personal }, 13000302],
    ["a space of others", { containerId: SEED.spaces.finance.id }, 13000410],
  ])("refuses %s", async (_, body, code) => {
    const { call } = await startDrive();
    expect((await call("POST", `${V1}/files/${contacts.id}/detail`, body)).json.code).toBe(code);
  });
});

describe("GET /koodrive/ose/v1/files/path", () => {
  test("begins with an element made up of the space's id", async () => {
    const { call } = await startDrive();
    const query = `fileId=${brochure.id}&containerId=${brochure.containerId}`;
    const { json } = await call("GET", `${V1}/files/path?${query}`);
    expect(json.namePath).toBe(
      `root-${brochure.containerId}/Campaigns 活动/Spring Launch 春季发布/Spring Launch Brochure.pdf`,
    );
    expect(json.fileIdPath.split("/")).toEqual([
      `root-${brochure.containerId}`,
      expect.stringMatching(/^F.{32}$/),
      springFolder.id,
      brochure.id,
    ]);
    expect((await call("GET", `${V1}/files/path?fileId=${brochure.id}`)).json.code).toBe("13000102");
  });
});

describe("POST /koodrive/ose/v1/files/download", () => {
  const links = (call: Caller, fileIds: readonly string[]) =>
    call("POST", `${V1}/files/download`, { containerId: contacts.containerId, fileIds });

  test.each([
    ["all", [contacts.id, brochure.id], 1, ["0", "0"]],
    ["some", [contacts.id, "Fgone", springFolder.id], 0, ["0", "13000309", "13000406"]],
    ["none", ["Fgone"], 2, ["13000309"]],
  ])("%s", async (_, fileIds, batchCode, codes) => {
    const { call } = await startDrive();
    const { json } = await links(call, fileIds);
    expect([json.code, json.batchCode, json.downloads.map((one: { code: string }) => one.code)]).toEqual([
      0,
      batchCode,
      codes,
    ]);
    const [first] = json.downloads;
    if (first.url !== undefined) expect((await fetch(first.url)).status).toBe(200);
  });

  test.each([
    [0, 13000102],
    [100, 0],
    [101, 13000102],
  ])("%i files", async (count, code) => {
    const { call } = await startDrive();
    const fileIds = Array.from({ length: count }, () => contacts.id);
    expect((await links(call, fileIds)).json.code).toBe(code);
  });
});
