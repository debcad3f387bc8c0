import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { SEED } from "../../../src/emulators/koodrive/seed/known.ts";
import { type Caller, type CallOptions, type Stand, shareBody, startDrive, V1 } from "./support.ts";

const { brochure, brandFolder } = SEED.files;
const SHARE = "1689743054514187776";
const SHORT = "1689743054514187777";
const CODE = shareBody.extractCode;

type Door = { readonly stand: Stand; readonly path: string; readonly open: Caller };

const NOBODY: CallOptions = {
  headers: { authorization: undefined, "x-user-id": undefined, "x-date": undefined },
};

/** The same five calls, signed in as a colleague or through the public door. */
const openDoor = async (kind: "signed-in" | "public", share: object = {}): Promise<Door> => {
  const stand = await startDrive({ edition: kind === "public" ? "carrier" : "enterprise" });
  await stand.call("POST", `${V1}/share`, { ...shareBody, fileIds: [brandFolder.id, brochure.id], ...share });
  const options = kind === "public" ? NOBODY : { as: SEED.users.wang.id };
  return {
    stand,
    path: kind === "public" ? `${V1}/share/public` : `${V1}/share`,
    open: (method, path, body) => stand.call(method, path, body, options),
  };
};

const kinds = [
  // GET /koodrive/ose/v1/share/visit, GET /koodrive/ose/v1/share/userInfo, POST /koodrive/ose/v1/share/verify,
  // POST /koodrive/ose/v1/share/files, POST /koodrive/ose/v1/share/download
  ["signed-in", "number"],
  // GET /koodrive/ose/v1/share/public/visit, GET /koodrive/ose/v1/share/public/userInfo,
  // POST /koodrive/ose/v1/share/public/verify, POST /koodrive/ose/v1/share/public/files,
  // POST /koodrive/ose/v1/share/public/download
  ["public", "string"],
] as const;

describe.each(kinds)("opening a link, %s", (kind, verifyCodeType) => {
  test("visits and tells of the link", async () => {
    const { path, open } = await openDoor(kind);
    expect((await open("GET", `${path}/visit?shortUrl=${SHORT}`)).json).toEqual({ code: 0, msg: "Success." });
    expect((await open("GET", `${path}/userInfo?shortUrl=${SHORT}`)).json).toEqual({
      code: 0,
      msg: "Success.",
      link: {
        shareId: SHARE,
        shortUrl: SHORT,
        shareTime: "2025-05-20T01:37:49.052Z",
        ownerId: SEED.users.mei.id,
        ownerName: "Mei Lin 林美",
        expireTime: "2025-05-27T01:37:49.052Z",
        status: 0,
        expireDate: "7",
      },
    });
    expect((await open("GET", `${path}/visit?shortUrl=1`)).json.code).toBe(13000309);
    expect((await open("GET", `${path}/visit`)).json.code).toBe(13000102);
    expect((await open("GET", `${path}/userInfo`)).json.code).toBe(13000102);
  });

  test("wants the right code before it shows files", async () => {
    const { stand, path, open } = await openDoor(kind);
    expect((await open("POST", `${path}/files`, { shortUrl: SHORT })).json.code).toBe(13000410);
    const wrong = await open("POST", `${path}/verify`, { shortUrl: SHORT, extractCode: "00000000" });
    expect(wrong.json).toEqual({
      code: verifyCodeType === "string" ? "13000102" : 13000102,
      msg: "Parameter verification failed: extractCode is wrong",
    });
    expect(Number((await open("POST", `${path}/verify`, { shortUrl: SHORT })).json.code)).toBe(13000102);
    const right = await open("POST", `${path}/verify`, { shortUrl: SHORT, extractCode: CODE });
    expect(right.json).toEqual({ code: 0, msg: "Success.", kdstoken: expect.stringMatching(/^[0-9a-f]{48}$/) });

    const { kdstoken } = right.json;
    const body = { shortUrl: SHORT, kdstoken, sortType: 1, sortDirection: 1, refreshCount: true };
    const files = await open("POST", `${path}/files`, body);
    expect(files.json.link.shareId).toBe(SHARE);
    expect(files.json.files.map((file: { fileName: string }) => file.fileName)).toEqual(["Brand 品牌", brochure.name]);
    expect(files.json.files[1]).toEqual({
      id: brochure.id,
      fileName: brochure.name,
      fileType: "45",
      parentFolder: [SEED.files.springFolder.id],
      fileSuffix: "pdf",
      size: expect.any(Number),
      containers: [brochure.containerId],
      downloadLinks: "",
      editedTime: expect.stringMatching(/Z$/),
    });
    expect(stand.drive.state.shares[0]?.viewCnt).toBe(1);

    const inside = await open("POST", `${path}/files`, { ...body, parentFolder: brandFolder.id, pageSize: 2 });
    expect([inside.json.files.length, inside.json.nextCursor]).toEqual([2, "2"]);
    const outside = await open("POST", `${path}/files`, { ...body, parentFolder: SEED.files.springFolder.id });
    expect(outside.json.code).toBe(13000411);
    const named = await open("POST", `${path}/files`, { ...body, fileName: "brochure" });
    expect(named.json.files).toHaveLength(1);
  });

  test("lends one file for an hour", async () => {
    const { stand, path, open } = await openDoor(kind);
    const { kdstoken } = (await open("POST", `${path}/verify`, { shortUrl: SHORT, extractCode: CODE })).json;
    const body = { shareId: SHARE, fileId: brochure.id, kdstoken };
    expect((await open("POST", `${path}/download`, { ...body, kdstoken: undefined })).json.code).toBe(13000410);
    expect((await open("POST", `${path}/download`, { ...body, fileId: brandFolder.id })).json.code).toBe(13000406);
    const { downloadUrl } = (await open("POST", `${path}/download`, body)).json;
    const download = await fetch(downloadUrl);
    expect([download.status, await download.text()]).toEqual([200, expect.stringContaining(brochure.name)]);
    stand.clock.advance(3_600_000);
    expect((await fetch(downloadUrl)).status).toBe(403);
  });

  test("is closed once the share has ended; its information says so", async () => {
    const { stand, path, open } = await openDoor(kind);
    await stand.call("POST", `${V1}/share/cancel`, { shareIds: [SHARE] });
    expect((await open("GET", `${path}/visit?shortUrl=${SHORT}`)).json.code).toBe(13000309);
    const info = await open("GET", `${path}/userInfo?shortUrl=${SHORT}`);
    expect(info.json.link.status).toBe(2);
  });

  test.each([
    ["page size 0", { pageSize: 0 }],
    ["page size 101", { pageSize: 101 }],
    ["sort 3", { sortType: 3 }],
    ["no short code", { shortUrl: undefined }],
  ])("refuses %s", async (_, change) => {
    const { path, open } = await openDoor(kind);
    expect((await open("POST", `${path}/files`, { shortUrl: SHORT, ...change })).json.code).toBe(13000102);
  });
});

test("a token of one share does not open another", async () => {
  const { stand, path, open } = await openDoor("signed-in");
  await stand.call("POST", `${V1}/share`, shareBody);
  const { kdstoken } = (await open("POST", `${path}/verify`, { shortUrl: SHORT, extractCode: CODE })).json;
  const other = await open("POST", `${path}/files`, { shortUrl: "1689743054514187779", kdstoken });
  expect(other.json.code).toBe(13000410);
});

test("shares for named people are not public", async () => {
  const { open, path } = await openDoor("public", { scope: 3 });
  expect((await open("GET", `${path}/visit?shortUrl=${SHORT}`)).json.code).toBe(13000410);
});

test("POST /koodrive/ose/v1/share/public/tasks and POST /koodrive/ose/v1/share/public/taskDetail package only", async () => {
  const { stand, open, path } = await openDoor("public", { extractCode: undefined });
  const body = { taskType: 1, containerId: brochure.containerId, fileIds: [brochure.id], shareId: SHARE, zipName: "a" };
  const target = { fileId: "root", containerId: SEED.users.mei.personal };
  expect((await open("POST", `${path}/tasks`, { ...body, taskType: 2, targetFileId: target })).json.code).toBe(
    13000102,
  );
  const { taskId } = (await open("POST", `${path}/tasks`, body)).json;
  stand.clock.advance(10_000);
  const { downloadUrl } = (await open("POST", `${path}/taskDetail`, { taskId, shareId: SHARE })).json.jobInfo;
  const zip = unzipSync(new Uint8Array(await (await fetch(downloadUrl)).arrayBuffer()));
  expect(Object.keys(zip)).toEqual([brochure.name]);
});

test("the enterprise edition has no public door, the carrier's no signed-in one", async () => {
  const enterprise = await openDoor("signed-in");
  expect((await enterprise.open("GET", `${V1}/share/public/visit?shortUrl=${SHORT}`)).status).toBe(404);
  const carrier = await openDoor("public");
  expect((await carrier.stand.call("GET", `${V1}/share/userInfo?shortUrl=${SHORT}`)).json.link).toBeUndefined();
});
